package org.cria.kernels.check.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
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
import org.cria.kernels.check.compare.Reference;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.junit.jupiter.api.Test;

/** A backend whose figures nobody knew when the tuner was written is tuned like any other. */
final class ForeignFiguresTest {
    private static final Program PROGRAM = SmallLlama.program(Formats.Q8_0, 3);
    private static final Settings SETTINGS = new Settings(1, 4, Formats.F16, Formats.F16, 80);
    private static final Named TILE = new Named("tile", List.of(1, 2, 4, 8));
    private static final Named STREAMED = new Named("streamed", List.of(0, 1));

    private record Named(String text, List<Integer> choices) implements Figure {
        @Override
        public boolean concerns(Operator operator) {
            return operator.steps().getFirst() instanceof Step.MatMul;
        }
    }

    /** The CPU, one product of which has a tile: with one of 4 it is fastest, and faster still where its weights are not streamed. */
    private record Tiled(Figures figures) implements Tunable, Workbench {
        private static final Backend CPU = Backends.choose("cpu");

        @Override
        public String name() {
            return "tiled";
        }

        @Override
        public DeviceInfo info() {
            return CPU.devices().getFirst();
        }

        @Override
        public List<DeviceInfo> devices() {
            return List.of(info());
        }

        @Override
        public String identity() {
            return "tiled " + figures;
        }

        @Override
        public Figures defaults() {
            SequencedMap<Figure, Integer> values = new LinkedHashMap<>();
            values.put(TILE, 2);
            values.put(STREAMED, 1);
            return new Figures(values);
        }

        @Override
        public Tunable with(Figures others) {
            return new Tiled(others);
        }

        @Override
        public List<Integer> candidates(Figure figure, Settings settings) {
            return figure.choices().stream().filter(value -> value <= 4).toList();
        }

        @Override
        public Executable compile(Program program, Settings settings) {
            return CPU.compile(program, settings);
        }

        @Override
        public Optional<Workbench> workbench() {
            return Optional.of(this);
        }

        @Override
        public List<Operator> operators(Program program, Settings settings) {
            Step product = program.layers().getFirst().stream()
                    .filter(Step.MatMul.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            return List.of(new Operator(Phase.DECODE, List.of(List.of(product)), List.of(0)));
        }

        @Override
        public Isolated isolate(Operator operator, Program program, Settings settings) {
            return new Alone(operator, new Reference(program.kv(), settings), nanos());
        }

        private long nanos() {
            long slow = figures.value(TILE) == 4 ? 0 : 50_000_000;
            return 40_000_000 + slow + 20_000_000L * figures.value(STREAMED);
        }

        @Override
        public int batchRows() {
            return 4;
        }

        @Override
        public double bandwidth(long bytes) {
            return 1e9;
        }

        @Override
        public double launchNanos() {
            return 0;
        }
    }

    private record Alone(Operator operator, Reference cpu, long nanos) implements Isolated {
        @Override
        public Values run(int layer, Batch batch, Values before) {
            List<Step> steps = operator.layers().get(layer);
            return cpu.run(steps, batch, before, steps.getLast().writes());
        }

        @Override
        public long again() {
            return nanos;
        }

        @Override
        public long kernelNanos(int layer) {
            return nanos;
        }

        @Override
        public int launches() {
            return 1;
        }

        @Override
        public void close() {}
    }

    @Test
    void figuresOfAnyBackendGetTheirFastestValues() {
        Figures suggested = new Tiled(new Figures(new LinkedHashMap<>())).defaults();
        Tuner.Result result =
                new Tuner(new Tiled(suggested), PROGRAM, SETTINGS, Progress.NONE).run(Tuner.Listener.NONE);
        assertEquals("tile 4, streamed 0", result.best().differences(result.start()));
        FigureChoice tile = result.choices().getFirst();
        assertEquals(TILE, tile.figure());
        assertEquals(110.0 / 60, tile.speedUp(), 1e-9);
        assertEquals(List.of(1, 4), List.copyOf(tile.tried().keySet())); // 8 is no candidate
        assertEquals(60.0 / 40, result.choices().getLast().speedUp(), 1e-9);
        assertEquals("tile 4, streamed 0", new Tiled(result.best()).tuning());
    }

    @Test
    void aFigureOfAnotherBackendIsRefused() {
        Figures figures = new Tiled(new Figures(new LinkedHashMap<>())).defaults();
        Named other = new Named("lanes", List.of(1, 2));
        assertThrows(IllegalArgumentException.class, () -> figures.value(other));
        assertThrows(IllegalArgumentException.class, () -> figures.with(other, 2));
    }
}
