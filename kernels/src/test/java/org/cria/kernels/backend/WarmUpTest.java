package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Warming up runs the kernels on something of its own: an executable knows nothing of it afterwards. */
class WarmUpTest {
    private static final int COLUMNS = 256;

    static List<Format> formats() {
        return Formats.all();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void resultsAreTheSameAfterWarmingUp(Format format) {
        Program program = product(format);
        Settings settings = new Settings(2, 4, Formats.F32, Formats.F16);
        try (Executable cold = new CpuBackend().compile(program, settings);
                Executable warm = new CpuBackend().compile(program, settings)) {
            warm.warmUp();
            assertArrayEquals(logits(cold), logits(warm));
        }
    }

    private static float[] logits(Executable executable) {
        int[] positions = IntStream.range(0, 3).toArray();
        Batch batch = new Batch(
                Phase.PREFILL,
                new int[] {1, 2, 3},
                positions,
                new int[3],
                new boolean[] {true, true, true},
                List.of(positions));
        return executable.forward(batch).values().clone();
    }

    /** Large enough that its weights are worth warming up with. */
    private static Program product(Format format) {
        RandomWeights weights = new RandomWeights(11);
        Buffer x = Buffer.ofTokens("x", COLUMNS);
        Buffer last = Buffer.ofOutputs("last", COLUMNS);
        Buffer logits = Buffer.ofOutputs("logits", 64);
        return new Program(
                List.of(new Step.Embed(weights.scaled(format, "embedding", 64, COLUMNS), x)),
                List.of(),
                List.of(
                        new Step.SelectOutputs(x, last),
                        new Step.MatMul(weights.scaled(format, "output", 64, COLUMNS), last, logits)),
                logits,
                new KvShape(0, 1, 1));
    }
}
