package org.cria.kernels.check.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import org.cria.emulator.Emulator;
import org.cria.emulator.EmulatorSettings;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.SmallLlama;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.backend.Values;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.CpuShape;
import org.cria.kernels.backend.tornado.Planted;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.ShapeFigure;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.workbench.TornadoWorkbench;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.junit.jupiter.api.Test;

/** Tuning on the emulator, whose kernels are real and whose times are what a test says. */
final class TunerTest {
    /** What a token's attention does. */
    private static final String ATTENTION =
            "Rope 8 × 8, 8 turn + Rope 4 × 8, 8 turn + StoreKv 4 × 8 F16/F16 + Attend 8/4 × 8 F16/F16";

    private static final Program PROGRAM = SmallLlama.program(Formats.Q8_0, 3);
    private static final Settings SETTINGS = settings(80);
    private static final BiPredicate<DeviceShape, Operator> NEVER = (shape, operator) -> false;

    private static Settings settings(int cells) {
        return new Settings(2, 8, Formats.F16, Formats.F16, cells);
    }

    /** How long a kernel takes after so many positions. */
    private interface Timing {
        long nanos(DeviceShape shape, Operator operator, int past);
    }

    /**
     * The emulator with other times.
     *
     * @param wrong with which sizes an operator's first value is off
     */
    private record ClockedDevice(DeviceShape shape, Timing timing, BiPredicate<DeviceShape, Operator> wrong)
            implements Tunable, Workbench {
        @Override
        public String name() {
            return "emulator";
        }

        @Override
        public List<DeviceInfo> devices() {
            return List.of(info());
        }

        @Override
        public DeviceInfo info() {
            return new DeviceInfo(
                    "emulator",
                    "emulator",
                    "a device of small groups", // large ones take the emulator long
                    "JVM",
                    DeviceInfo.Kind.CPU,
                    "1",
                    1L << 30,
                    1L << 30,
                    48 << 10,
                    64,
                    DeviceInfo.Fp16.NO,
                    1);
        }

        @Override
        public String identity() {
            return "a device";
        }

        @Override
        public Figures figures() {
            return shape.figures();
        }

        @Override
        public Figures defaults() {
            return DeviceShape.cpu().figures();
        }

        @Override
        public ClockedDevice with(Figures figures) {
            return new ClockedDevice(shape.with(figures), timing, wrong);
        }

        @Override
        public List<Integer> candidates(Figure figure, Settings settings) {
            return shape.candidates(figure, info(), settings);
        }

        @Override
        public Executable compile(Program program, Settings settings) {
            throw new UnsupportedOperationException("only operators are tuned");
        }

        @Override
        public Optional<Workbench> workbench() {
            return Optional.of(this);
        }

        private TornadoWorkbench right() {
            return new TornadoWorkbench(
                    new Equipment(EmulatorBackend.target(new Emulator(EmulatorSettings.STRICT.unwatched())), shape));
        }

        @Override
        public List<Operator> operators(Program program, Settings settings) {
            return right().operators(program, settings);
        }

        @Override
        public Isolated isolate(Operator operator, Program program, Settings settings) {
            Workbench bench = wrong.test(shape, operator)
                    ? new TornadoWorkbench(Planted.onEmulator(shape, "product", 0, 1000, 1.5f))
                    : right();
            return new Clocked(bench.isolate(operator, program, settings), this, operator, new int[1]);
        }

        @Override
        public int batchRows() {
            return shape.batchRows();
        }

        @Override
        public double bandwidth(long bytes) {
            return 1e9;
        }

        @Override
        public double launchNanos() {
            return 1000;
        }
    }

    /** @param past of the last run, in an array of one */
    @SuppressWarnings("ArrayRecordComponent")
    private record Clocked(Isolated real, ClockedDevice device, Operator operator, int[] past) implements Isolated {
        @Override
        public Values run(int layer, Batch batch, Values before) {
            past[0] = batch.positions()[batch.rows() - 1];
            return real.run(layer, batch, before);
        }

        @Override
        public long again() {
            return real.again();
        }

        @Override
        public long kernelNanos(int layer) {
            return device.timing().nanos(device.shape(), operator, past[0]);
        }

        @Override
        public int launches() {
            return real.launches();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private static Tuner.Result tune(Timing timing, BiPredicate<DeviceShape, Operator> wrong) {
        return tune(timing, wrong, SETTINGS);
    }

    private static Tuner.Result tune(Timing timing, BiPredicate<DeviceShape, Operator> wrong, Settings settings) {
        return new Tuner(new ClockedDevice(CpuShape.of(8), timing, wrong), PROGRAM, settings, Progress.NONE)
                .run(Tuner.Listener.NONE);
    }

    private static boolean multiplies(Operator operator) {
        return operator.steps().stream().anyMatch(Step.MatMul.class::isInstance);
    }

    private static boolean attends(Operator operator) {
        return operator.steps().stream().anyMatch(Step.Attend.class::isInstance);
    }

    /** A product of one token is fastest with four lanes, then with two. */
    private static long lanesMatter(DeviceShape shape, Operator operator, int past) {
        return multiplies(operator) && operator.phase() == Phase.DECODE
                ? switch (shape.lanes()) {
                    case 4 -> 60_000_000;
                    case 2 -> 80_000_000;
                    default -> 100_000_000;
                }
                : 100_000_000;
    }

    private static FigureChoice of(Figure figure, Tuner.Result result) {
        return result.choices().stream()
                .filter(choice -> choice.figure() == figure)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachFigureGetsItsFastestValue() {
        Tuner.Result result = tune(
                (shape, operator, past) -> {
                    if (attends(operator)) {
                        return shape.attentionItems() == 32 ? 50_000_000 : 100_000_000;
                    }
                    if (!multiplies(operator)) {
                        return 1_000_000;
                    }
                    return operator.phase() == Phase.DECODE
                            ? (shape.lanes() == 2 ? 40_000_000 : 50_000_000) + (shape.items() == 64 ? 0 : 50_000_000)
                            : (shape.panels() ? 100_000_000 : 90_000_000) + (shape.rowItems() == 8 ? 0 : 50_000_000);
                },
                NEVER);
        assertEquals(
                "lanes 2, items 64, attention items 32, panels 0, row items 8",
                result.best().differences(result.start()));
        assertEquals(1.1, of(ShapeFigure.LANES, result).speedUp(), 0.02);
        assertEquals(2, of(ShapeFigure.ATTENTION_ITEMS, result).speedUp(), 1e-9);
        assertEquals(List.of(), result.wrong());
        // no group is larger than the device allows
        assertEquals(
                List.of(8, 32, 64),
                List.copyOf(of(ShapeFigure.ITEMS, result).tried().keySet()));
    }

    @Test
    void everyKernelOfTheProgramIsListedWithItsTime() {
        Tuner.Result result = tune((shape, operator, past) -> 2_000_000, NEVER);
        Map<String, Double> nanos = new TreeMap<>();
        result.nanos().forEach((kernel, time) -> nanos.put(kernel.kind() + " | " + kernel.text(), time));
        for (String expected : List.of(
                "product of one token | decode: RmsNorm 64 + MatMul Q8_0 [96, 64] + MatMul Q8_0 [96, 64] + SwiGlu 96",
                "product of one token | decode: MatMul Q8_0 [64, 96] + Add 64",
                "attention | decode with a long past: " + ATTENTION,
                "other | decode: Embed Q8_0 [67, 64]")) {
            assertTrue(nanos.containsKey(expected), expected + " in " + nanos);
        }
        assertEquals(4_000_000, nanos.getOrDefault("attention | decode: " + ATTENTION, 0.0), 1e-6); // in two layers
        assertEquals("", result.best().differences(result.start()));
    }

    @Test
    void aWrongCandidateNeverWins() {
        Tuner.Result result = tune(
                TunerTest::lanesMatter, (shape, operator) -> shape.lanes() == 4 && operator.phase() == Phase.DECODE);
        assertEquals("lanes 2", result.best().differences(result.start()));
        assertEquals(Double.NaN, of(ShapeFigure.LANES, result).tried().getOrDefault(4, 0.0));
        assertTrue(
                result.wrong().stream()
                        .anyMatch(text -> text.startsWith("lanes 4 is wrong in decode: ") && text.contains("found ")),
                result.wrong().toString());
    }

    @Test
    void aCandidateThatIsWrongInOddShapesOnlyDoesNotWinEither() {
        Tuner.Result result = tune(
                TunerTest::lanesMatter,
                (shape, operator) -> shape.lanes() == 4
                        && operator.phase() == Phase.DECODE
                        && operator.steps().stream()
                                .anyMatch(step -> step instanceof Step.MatMul product
                                        && product.w().rows() == 17));
        assertEquals("lanes 2", result.best().differences(result.start()));
        assertTrue(
                result.wrong().stream().allMatch(text -> text.startsWith("lanes 4 is wrong")),
                result.wrong().toString());
    }

    @Test
    void whatIsHardlyFasterChangesNothing() {
        Tuner.Result result = tune(
                (shape, operator, past) ->
                        shape.lanes() == 2 || shape.attentionItems() == 64 ? 99_000_000 : 100_000_000,
                NEVER);
        assertEquals("", result.best().differences(result.start()));
        assertEquals(1.01, of(ShapeFigure.LANES, result).tried().getOrDefault(2, 0.0), 0.001);
    }

    @Test
    void whatWasFasterByLuckChangesNothing() {
        AtomicInteger runs = new AtomicInteger();
        Tuner.Result result = tune(
                (shape, operator, past) -> shape.lanes() == 2 && multiplies(operator) && runs.incrementAndGet() < 20
                        ? 50_000_000
                        : 100_000_000,
                NEVER);
        assertTrue(runs.get() > 20, "measured once more");
        assertEquals("", result.best().differences(result.start()));
        assertEquals(1, of(ShapeFigure.LANES, result).tried().getOrDefault(2, 0.0), 1e-9);
    }

    @Test
    void aPastIsSplitFromWhereThatPays() {
        List<Integer> pasts = new ArrayList<>();
        Tuner.Result result = tune(
                (shape, operator, past) -> {
                    if (!attends(operator)) {
                        return 1_000_000;
                    }
                    pasts.add(past);
                    return operator.phase() == Phase.LONG_DECODE ? 30_000_000 : 100_000L * past;
                },
                NEVER,
                settings(512));
        assertTrue(pasts.containsAll(List.of(127, 255, 511)), pasts.toString());
        assertEquals(512, result.best().value(ShapeFigure.SPLIT_FROM));
        FigureChoice choice = of(ShapeFigure.SPLIT_FROM, result);
        assertEquals(2048, choice.start());
        assertEquals((12.7 + 25.5 + 51.1) / (12.7 + 25.5 + 30), choice.speedUp(), 1e-3);
        assertEquals(List.of(128, 256, 512), List.copyOf(choice.tried().keySet()));
    }

    @Test
    void aDeviceThatIsWrongAsItIsIsNotTuned() {
        CriaException error = assertThrows(
                CriaException.class, () -> tune(TunerTest::lanesMatter, (shape, operator) -> multiplies(operator)));
        assertTrue(
                String.valueOf(error.getMessage()).contains("There is nothing to tune; run the doctor"),
                error.getMessage());
    }
}
