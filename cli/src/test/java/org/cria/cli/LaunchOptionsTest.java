package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which command lines may need TornadoVM in their JVM, and how much memory for it. */
final class LaunchOptionsTest {
    @TempDir
    private static Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -p a",
                "run -p a --device tornado",
                "chat -dev tornado:opencl:1",
                "perplexity -p a --device=auto",
                "bench -dev=tornado",
                "eval adherence",
                "devices"
            })
    void commandsThatRunModelsMayUseADevice(String line) {
        assertTrue(LaunchOptions.deviceUser(line.split(" ")).isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -p a --device cpu",
                "chat -dev emulator",
                "bench --device=cpu",
                "inspect",
                "models",
                "tokenize -p a",
                "run --help",
                "help run",
                "devices --help",
                "--version",
                "run --no-such-option",
                "run -p a --device"
            })
    void othersStartWithoutTornadoVm(String line) {
        assertEquals(Optional.empty(), LaunchOptions.deviceUser(line.split(" ")));
    }

    @Test
    void aPromptThatReadsLikeAnOptionIsNone() {
        assertEquals(
                "tornado",
                LaunchOptions.deviceUser("run", "--device", "tornado", "-p", "x --device cpu")
                        .orElseThrow()
                        .device());
    }

    @Test
    void memoryIsPlannedForTheContextThatWasAskedFor() throws IOException {
        Path model = TinyModel.seeded(3).dim(64).ffn(96).heads(4).kvHeads(2).write(folder.resolve("tiny.gguf"));
        long small = planned("run", "-m", model.toString(), "-p", "a", "-c", "100");
        long large = planned("run", "-m", model.toString(), "-p", "a", "-c", "100000");
        assertTrue(small > 0, () -> "" + small);
        assertTrue(large > small + 100_000L * 16, small + " and " + large);
        long bench = planned("bench", "-m", model.toString(), "-p", "16", "-n", "16", "-d", "0,100000");
        assertTrue(bench > small + 100_000L * 16, "the largest of all tests: " + bench);
    }

    private static long planned(String... arguments) {
        return LaunchOptions.deviceUser(arguments).orElseThrow().plannedBytes();
    }
}
