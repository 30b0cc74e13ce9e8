package org.cria.kernels.check.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cria.emulator.Emulator;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.SmallLlama;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.CpuShape;
import org.cria.kernels.backend.tornado.Planted;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.workbench.TornadoWorkbench;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

/** A device is compared with the CPU operator by operator, and a planted fault is found where it is. */
final class ExaminationTest {
    private static final int ROWS = 4;
    private static final DeviceShape SHAPE = CpuShape.of(ROWS);
    /** Two parts of a prompt. */
    private static final int[] PROMPT = {1, 20, 33, 4, 5, 66, 7};

    private static List<Observation> examine(Equipment equipment, List<Integer> layers) {
        return new Examination(
                        new TornadoWorkbench(equipment),
                        SmallLlama.program(Formats.Q8_0, 3),
                        new Settings(2, 16, Formats.F16, Formats.F16),
                        PROMPT,
                        Progress.NONE)
                .run(layers);
    }

    private static List<Observation> wrong(List<Observation> observations) {
        return observations.stream()
                .filter(observation -> !observation.isFine())
                .toList();
    }

    @Test
    void aRightDeviceIsRightInEveryOperatorOfEveryLayer() {
        List<Observation> observations =
                examine(new Equipment(EmulatorBackend.target(new Emulator()), SHAPE), List.of(0, 1));
        assertEquals(
                List.of(), wrong(observations).stream().map(Observation::text).toList());
        // Per layer, for a prompt: norm, 3 products, a bias, turn and store, attend, product, norm, 2 products, gate,
        // product.
        assertEquals(2 * 13 + 4, count(observations, Phase.PREFILL));
        // Of a token: norm, queries with their bias, keys, values, turn and store and attend, product, gated, product.
        assertEquals(2 * 8 + 2, count(observations, Phase.DECODE));
        assertEquals(2, count(observations, Phase.LONG_DECODE));
        assertEquals(List.of(), Suspicion.of(observations));
    }

    private static long count(List<Observation> observations, Phase phase) {
        return observations.stream()
                .filter(observation -> observation.operator().phase() == phase)
                .count();
    }

    @Test
    void layersThatNobodyAskedForAreLeftOut() {
        List<Observation> observations =
                examine(new Equipment(EmulatorBackend.target(new Emulator()), SHAPE), List.of(1));
        assertTrue(observations.stream()
                .noneMatch(observation -> observation.place().equals("layer 0")));
        assertTrue(observations.stream()
                .anyMatch(observation -> observation.place().equals("layer 1")));
        assertTrue(observations.stream()
                .anyMatch(observation -> observation.place().equals("input")));
    }

    @Test
    void aFaultInOneKernelIsLocated() {
        List<Observation> observations = examine(Planted.onEmulator(SHAPE, "gated", 0, 1, 1.01f), List.of(0, 1));
        List<Observation> wrong = wrong(observations);
        assertEquals(
                List.of("layer 0", "layer 1"),
                wrong.stream().map(Observation::place).toList());
        assertTrue(wrong.getFirst().name().startsWith("decode: RmsNorm 64 + MatMul Q8_0 [96, 64]"), wrong.toString());
        assertEquals(0.01, wrong.getFirst().difference().orElseThrow().error(), 1e-4);
        List<String> suspicion = Suspicion.of(observations);
        assertEquals("Wrong is the gated product, and nothing else.", suspicion.get(0));
        assertTrue(suspicion.get(1).contains("every layer"), suspicion.toString());
        assertTrue(suspicion.get(2).contains("the kernel as a whole"), suspicion.toString());
    }

    @Test
    void aFaultAtTheEndOfARowPointsToGroups() {
        List<String> suspicion = Suspicion.of(examine(Planted.onEmulator(SHAPE, "gated", 90, 1, 3f), List.of(0, 1)));
        assertTrue(suspicion.getLast().startsWith("Wrong are columns 90 to 95 of 96"), suspicion.toString());
        assertTrue(suspicion.getLast().contains("limit of groups"), suspicion.toString());
    }

    @Test
    void aFaultAtEverySoManyValuesPointsToALane() {
        List<String> suspicion = Suspicion.of(examine(Planted.onEmulator(SHAPE, "gated", 5, 16, 3f), List.of(0, 1)));
        assertTrue(suspicion.getLast().contains("6 of 96 columns, the first 5"), suspicion.toString());
        assertTrue(suspicion.getLast().contains("every 16"), suspicion.toString());
    }

    @Test
    void aFaultOfPromptsAloneIsToldFromOneOfTokens() {
        List<String> suspicion =
                Suspicion.of(examine(Planted.onEmulator(SHAPE, "swiGlu", 0, 7, Float.NaN), List.of(0)));
        assertEquals("Wrong is SwiGlu in prefill, and nothing else.", suspicion.getFirst());
        assertTrue(suspicion.getLast().contains("values are no numbers"), suspicion.toString());
    }
}
