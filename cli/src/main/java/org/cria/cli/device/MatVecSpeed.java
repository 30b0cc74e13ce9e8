package org.cria.cli.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.WatchedExecutable;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * How fast a device multiplies Q8_0 matrices with a vector, in bytes of weights read: what generating a token mostly does. Layers of
 * 4096 × 4096 matrices, 143 MB in all: more than the caches of most devices hold, little enough to be measured in a second.
 */
final class MatVecSpeed {
    private static final int SIZE = 4096;
    private static final int LAYERS = 4;
    private static final int VOCABULARY = 8;
    private static final int WARM_UPS = 3;
    private static final int PASSES = 9;

    /** Rounds of passes: as many as it takes for the last few to agree, so that something that runs beside is not what is measured. */
    private static final int MOST_ROUNDS = 15;

    private static final int AGREEING = 3;
    private static final double AGREEMENT = 1.1;

    private MatVecSpeed() {}

    /**
     * Measures a backend. What it computes is looked at too: a device that returns zeros is as fast as it likes.
     *
     * @param threads that compute where threads do
     * @return the median over the rounds that agree, each the median of its passes, in 10⁹ bytes per second
     */
    static double of(Backend backend, int threads) {
        try (Arena arena = Arena.ofShared();
                Executable executable = new WatchedExecutable(
                        backend.compile(
                                program(arena),
                                new Settings(threads, 1, Formats.F32, Formats.F32, 1, CpuArithmetic.FASTEST)),
                        "device '" + backend.name() + "'")) {
            executable.kv().reserve(1);
            Batch token = new Batch(
                    Phase.DECODE, new int[1], new int[1], new int[1], new boolean[] {true}, List.of(new int[1]));
            for (int i = 0; i < WARM_UPS; i++) {
                executable.forward(token);
            }
            return matrixBytes() * 2.0 * LAYERS / settled(() -> median(() -> executable.forward(token)));
        }
    }

    /** Measures until the last rounds are near to each other, and has their median; of all rounds where they never are. */
    static double settled(DoubleSupplier round) {
        double[] rounds = new double[MOST_ROUNDS];
        for (int count = 1; count <= MOST_ROUNDS; count++) {
            rounds[count - 1] = round.getAsDouble();
            if (count >= AGREEING) {
                double[] last = Arrays.copyOfRange(rounds, count - AGREEING, count);
                Arrays.sort(last);
                if (last[AGREEING - 1] <= AGREEMENT * last[0]) {
                    return last[AGREEING / 2];
                }
            }
        }
        Arrays.sort(rounds);
        return rounds[MOST_ROUNDS / 2];
    }

    private static double median(Runnable pass) {
        long[] nanos = new long[PASSES];
        for (int i = 0; i < PASSES; i++) {
            long start = System.nanoTime();
            pass.run();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[PASSES / 2];
    }

    private static long matrixBytes() {
        return Formats.Q8_0.bytes((long) SIZE * SIZE);
    }

    private static Program program(Arena arena) {
        Buffer x = Buffer.ofTokens("x", SIZE);
        Buffer y = Buffer.ofTokens("y", SIZE);
        Buffer logits = Buffer.ofOutputs("logits", SIZE);
        MemorySegment rows = arena.allocate((long) VOCABULARY * SIZE * Float.BYTES);
        for (long i = 0; i < (long) VOCABULARY * SIZE; i++) {
            rows.setAtIndex(ValueLayout.JAVA_FLOAT, i, (i * 31 % 17 - 8) / 8f);
        }
        Weight table = new Weight("table", Formats.F32, VOCABULARY, SIZE, rows);
        MemorySegment matrix = matrix(arena);
        List<List<Step>> layers = new ArrayList<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            layers.add(List.of(
                    new Step.MatMul(copy("a" + layer, matrix, arena), x, y),
                    new Step.MatMul(copy("b" + layer, matrix, arena), y, x)));
        }
        return new Program(
                List.of(new Step.Embed(table, x)),
                layers,
                List.of(new Step.SelectOutputs(x, logits)),
                logits,
                new KvShape(1, 1, 32));
    }

    /** Numbers of every sign and size; what they are does not matter, but that a device cannot guess them. */
    private static MemorySegment matrix(Arena arena) {
        MemorySegment matrix = arena.allocate(matrixBytes());
        int blockBytes = (int) Formats.Q8_0.bytes(Formats.Q8_0.blockValues());
        for (long at = 0; at < matrix.byteSize(); at++) {
            matrix.set(ValueLayout.JAVA_BYTE, at, (byte) ((at * 31) >> 3));
        }
        short scale = Float.floatToFloat16(1f / 4096);
        for (long at = 0; at < matrix.byteSize(); at += blockBytes) {
            matrix.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, scale);
        }
        return matrix;
    }

    /** Every matrix has its own place, or a large cache would hold the one. */
    private static Weight copy(String name, MemorySegment matrix, Arena arena) {
        return new Weight(
                name,
                Formats.Q8_0,
                SIZE,
                SIZE,
                arena.allocate(matrix.byteSize()).copyFrom(matrix));
    }
}
