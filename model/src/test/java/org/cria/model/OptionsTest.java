package org.cria.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Formats;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.StopReason;
import org.cria.model.generation.Timings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The options of a model and of a generation. */
final class OptionsTest {
    private static final ModelOptions DEFAULTS = ModelOptions.defaults();

    @Test
    void aContextIsTheModelsAtMost4096UnlessAskedFor() {
        assertEquals(4096, DEFAULTS.contextFor(131_072));
        assertEquals(2048, DEFAULTS.contextFor(2048));
        assertEquals(131_072, DEFAULTS.withContextSize(0).contextFor(131_072));
        assertEquals(1, DEFAULTS.withContextSize(1).contextFor(2048));
        assertEquals(5000, DEFAULTS.withContextSize(5000).contextFor(2048));
    }

    @Test
    void numbersOutOfRangeAreRefusedByTheirFlag() {
        refused(
                "context size is -2, expected 1 or more, or 0 for the model's own.",
                () -> DEFAULTS.withContextSize(-2));
        refused("threads is 0, expected 1 to 1024.", () -> DEFAULTS.withThreads(0));
        refused("threads is 1025, expected 1 to 1024.", () -> DEFAULTS.withThreads(1025));
        refused("batch size is 0, expected 1 to 65536.", () -> DEFAULTS.withBatchSize(0));
        refused("batch size is 65537, expected 1 to 65536.", () -> DEFAULTS.withBatchSize(65_537));
        refused(
                "predict is -2, expected 0 or more, or -1 for no limit.",
                () -> GenerationSettings.defaults().withPredict(-2));
        refused(
                "logprobs is -2, expected 0 or more.",
                () -> GenerationSettings.defaults().withLogprobs(-2));
    }

    @Test
    void everyOptionReachesTheBackend() {
        CpuArithmetic plain = new CpuArithmetic(Kernels.PLAIN, Activations.Q8);
        ModelOptions options = DEFAULTS.withThreads(3)
                .withBatchSize(17)
                .withCache(Formats.Q8_0, Formats.F32)
                .withCpu(plain);
        assertEquals(new Settings(3, 17, Formats.Q8_0, Formats.F32, 20, plain), options.settings(20));
        assertEquals("cpu", options.withDevice("cpu").device());
        assertEquals(
                5,
                options.withGpuLayers(5)
                        .withThreads(2)
                        .withContextSize(8)
                        .withDevice("cpu")
                        .gpuLayers());
        assertEquals(
                new Settings(3, 17, Formats.Q8_0, Formats.F32, 9, plain),
                options.withContextSize(9).settings(9));
    }

    @Test
    void theDefaultsAreLlamaCpps() {
        assertEquals("auto", DEFAULTS.device());
        assertEquals(CpuArithmetic.FASTEST, DEFAULTS.cpu());
        assertEquals(Formats.F16, DEFAULTS.keys());
        assertEquals(Formats.F16, DEFAULTS.values());
        assertEquals(GenerationSettings.UNLIMITED, GenerationSettings.defaults().predict());
        assertEquals(List.of(), GenerationSettings.defaults().stops());
    }

    @Test
    void stopStringsAreCopied() {
        List<String> stops = new ArrayList<>(List.of("end"));
        GenerationSettings settings = GenerationSettings.defaults().withStops(stops);
        stops.clear();
        assertEquals(List.of("end"), settings.stops());
    }

    @Test
    void reasonsAreWrittenInLowerCase() {
        assertEquals("eos", StopReason.EOS.toString());
        assertEquals("cancelled", StopReason.CANCELLED.toString());
    }

    @Test
    void speedsArePerSecondAndZeroWithoutTime() {
        Timings timings = new Timings(100, 500_000_000, 30, 2_000_000_000);
        assertEquals(200, timings.promptTokensPerSecond());
        assertEquals(15, timings.generatedTokensPerSecond());
        assertEquals(0, new Timings(0, 0, 0, 0).promptTokensPerSecond());
        assertTrue(AvailableMemory.bytes() > 0);
    }

    private static void refused(String message, Executable making) {
        assertEquals(message, assertThrows(CriaException.class, making).getMessage());
    }
}
