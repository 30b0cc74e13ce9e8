package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria tune} on the emulator, which is everywhere; what is best there differs from run to run. */
final class TuneCommandTest {
    @TempDir
    Path folder;

    private CriaProcess.Outcome cria(String command, String... more) throws IOException {
        Path model = TinyModel.seeded(3)
                .dim(64)
                .ffn(64)
                .heads(4)
                .kvHeads(2)
                .vocabulary(290)
                .write(folder.resolve("tiny.gguf"));
        List<String> arguments = new ArrayList<>(List.of(command, "-m", model.toString()));
        arguments.addAll(List.of(more));
        return new CriaProcess(folder, arguments.toArray(String[]::new))
                .environment("XDG_CACHE_HOME", folder.toString())
                .run();
    }

    @Test
    void figuresAreTriedAndTheBestOnesKeptUntilAReset() throws IOException {
        CriaProcess.Outcome run = cria("tune", "--device", "emulator", "-b", "16", "-c", "64");
        assertEquals(0, run.exitCode(), run.out() + run.err());
        for (String expected : new String[] {
            "LAYERS  +µS/TOKEN  KIND +KERNEL",
            " *2 +\\d+  attention +decode: .*Attend 4/2 × 16 F16/F16",
            "FIGURE +DEFAULT +BEST +SPEED-UP +TRIED",
            "lanes +1 +\\d+ +\\S+ +2: .*4: .*8: .*16: .*",
            "panels +yes +(yes|no) .*",
            "splits +2 +\\d+ .*4: .*32: .*"
        }) {
            assertTrue(run.out().lines().anyMatch(line -> line.matches(expected)), expected + " in:\n" + run.out());
        }
        assertTrue(
                run.err()
                        .lines()
                        .anyMatch(
                                line -> line.matches("lanes: 1 (is best|becomes \\d+, .* times as fast) .after .*s.")),
                run.err());
        assertTrue(run.err().contains("emulator (GPU kernels on the JVM, every access checked) is tuned: "), run.err());
        assertEquals(
                0, cria("run", "--device", "emulator", "-p", "a", "-n", "2").exitCode());
        assertTrue(cria("tune", "--device", "emulator", "--reset").err().contains("has its default sizes again"));
        assertTrue(cria("tune", "--device", "emulator", "--reset").err().contains("was not tuned"));
    }

    @Test
    void theCpuHasNothingToTune() throws IOException {
        CriaProcess.Outcome run = cria("tune", "--device", "cpu");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().startsWith("cria: device 'cpu' has no sizes to tune. Name one with --device"), run.err());
    }
}
