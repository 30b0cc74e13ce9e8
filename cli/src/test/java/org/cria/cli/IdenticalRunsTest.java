package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.cli.device.DeviceOptions;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.TinyModel;
import org.cria.tornado.SdkSearch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three hundred runs in one process say the same tokens with the same probabilities, bit for bit: a race would show sometimes only. */
@Tag("full")
final class IdenticalRunsTest {
    private static final int RUNS = 300;

    /** Longer than any batch and than the past that a GPU's shape splits over groups. */
    private static final int LONG_PROMPT = 150;

    private static final int SHORT_PROMPT = 5; // every access is watched

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "gpu"})
    void onTheEmulator(String shape) throws IOException {
        same(model(Formats.Q8_0), "emulator", shape, SHORT_PROMPT, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"cpu, Q8_0", "gpu, Q8_0", "cpu, Q4_K", "gpu, Q4_K"})
    void onADevice(String shape, String format) throws IOException {
        assumeTrue(
                !System.getenv().getOrDefault(SdkSearch.VARIABLE, "").isEmpty(),
                "there is no TornadoVM: set TORNADOVM_HOME to its SDK's folder");
        SdkSearch.Found found = assertInstanceOf(SdkSearch.Found.class, SdkSearch.of(System.getenv()));
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(part -> !part.contains("tornado-emulator"))
                .collect(Collectors.joining(File.pathSeparator));
        Path options = DeviceOptions.write(Map.of("XDG_CACHE_HOME", folder.toString()), found.sdk(), 0, classPath);
        same(
                model(format.equals("Q4_K") ? Formats.Q4_K : Formats.Q8_0),
                "tornado",
                shape,
                LONG_PROMPT,
                Optional.of(options));
    }

    @Test
    void onTheCpu() throws IOException {
        same(model(Formats.Q4_K), "cpu", "own", LONG_PROMPT, Optional.empty());
    }

    private Path model(Format format) throws IOException {
        return TinyModel.seeded(5)
                .dim(256)
                .ffn(256)
                .heads(4)
                .kvHeads(2)
                .layers(2)
                .context(256)
                .format(format)
                .write(folder.resolve("tiny.gguf"));
    }

    private void same(Path model, String device, String shape, int prompt, Optional<Path> options) {
        List<String> lines = runs(model, device, shape, RUNS, prompt, options);
        assertEquals(1, lines.size(), String.join("\n", lines));
        assertTrue(lines.getFirst().startsWith(RUNS + " "), lines.getFirst());
        String cpu = runs(model, "cpu", "own", 1, prompt, Optional.empty()).getFirst();
        assertEquals(tokens(cpu), tokens(lines.getFirst()), "the CPU's tokens");
    }

    private static String tokens(String line) {
        return line.substring(line.indexOf(' ')).replaceAll(":[0-9a-f]+", "");
    }

    private List<String> runs(Path model, String device, String shape, int runs, int prompt, Optional<Path> options) {
        CriaProcess process = new CriaProcess(
                        folder,
                        model.toString(),
                        device,
                        shape,
                        folder.toString(),
                        Integer.toString(runs),
                        Integer.toString(prompt))
                .main(IdenticalRuns.class)
                .patience(600);
        options.ifPresent(process::options);
        CriaProcess.Outcome outcome =
                process.environment("XDG_CACHE_HOME", folder.toString()).run();
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(!outcome.err().contains("note: "), outcome.err());
        return outcome.out().lines().filter(line -> !line.isEmpty()).toList();
    }
}
