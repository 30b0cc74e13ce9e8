package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.SmallLlama;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops that change under a running program, of which no result tells when. */
final class EarlyArithmeticTest {
    private static final RowsByFormat TABLE = RowsByFormat.STANDARD;
    private static final int TOKENS = 9;
    private static final int PROMPT = 5;

    private final Arithmetic scalar = new ScalarArithmetic(TABLE);
    private Arithmetic vector;

    static List<Format> formats() {
        return List.of(Formats.F32, Formats.Q8_0, Formats.F16, Formats.Q4_0);
    }

    @BeforeEach
    void vectors() {
        Assumptions.assumeTrue(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "started without the Vector API");
        vector = new VectorArithmetic(TABLE);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aProgramHasTheSameBitsBeforeAndAfterTheChangeAndAcrossIt(Format format) {
        Program program = SmallLlama.program(format, 2);
        List<float[]> vectors = logits(program, vector);
        assertSame(vectors, logits(program, scalar));
        for (int passes = 0; passes < TOKENS; passes++) {
            assertSame(vectors, logits(program, EarlyArithmetic.of(program, TABLE, passes * products(program) + 1)));
        }
        assertNotEquals(0, vectors.getFirst()[0]);
    }

    @Test
    void vectorsAreFirstWhereNothingComesBeforeThem() {
        Program program = SmallLlama.program(Formats.Q8_0, 2);
        assertInstanceOf(VectorArithmetic.class, EarlyArithmetic.of(program, TABLE, 0));
        assertInstanceOf(
                VectorArithmetic.class, EarlyArithmetic.of(SmallLlama.program(Formats.Q4_0, 2), TABLE, 1_000_000));
        assertInstanceOf(EarlyArithmetic.class, EarlyArithmetic.of(program, TABLE));
    }

    @Test
    void sumsHaveTheSameBitsForEveryLength() {
        for (int length = 0; length < 150; length++) {
            float[] a = random(length + 3, length);
            float[] b = random(length + 4, 1000 + length);
            assertArrayEquals(
                    bits(vector.dot(a, 3, b, 4, length)), bits(scalar.dot(a, 3, b, 4, length)), "length " + length);
            float[] w = random(7, length);
            float[] rows = random(6 * (length + 2) + length, length);
            float[] expected = random(length + 1, length);
            float[] found = expected.clone();
            vector.addWeighted(w, 1, 6, rows, 0, length + 2, expected, 1, length);
            scalar.addWeighted(w, 1, 6, rows, 0, length + 2, found, 1, length);
            assertArrayEquals(bits(expected), bits(found), "length " + length);
        }
    }

    @Test
    void productsHaveTheSameBitsForEveryNumberOfTokens() {
        for (int tokens = 1; tokens < 10; tokens++) {
            for (int columns : new int[] {1, 31, 64, 1100}) {
                int rows = 7;
                float[] w = random(rows * columns, columns);
                float[] x = random(tokens * columns, tokens);
                float[] expected = new float[tokens * 10];
                float[] found = new float[tokens * 10];
                vector.products(w, rows, x, tokens, columns, expected, 2, 10, new Scratch());
                scalar.products(w, rows, x, tokens, columns, found, 2, 10, new Scratch());
                assertArrayEquals(bits(expected), bits(found), tokens + " tokens of " + columns);
            }
        }
    }

    @Test
    void exponentialsHaveTheSameBits() {
        float[] x = random(1_003, 5);
        x[3] = Float.NaN;
        x[4] = Float.POSITIVE_INFINITY;
        x[5] = Float.NEGATIVE_INFINITY;
        x[6] = -0f;
        x[7] = 1e-40f;
        float[] up = random(x.length, 6);
        float[] expected = new float[x.length];
        float[] found = new float[x.length];
        vector.swiGlu(x, up, expected, 1, x.length);
        scalar.swiGlu(x, up, found, 1, x.length);
        assertArrayEquals(bits(expected), bits(found));
        float[] other = x.clone();
        vector.exponentials(x, 0.3f, 1, x.length);
        scalar.exponentials(other, 0.3f, 1, other.length);
        assertArrayEquals(bits(x), bits(other));
    }

    /** A prompt, then a token at a time. */
    private static List<float[]> logits(Program program, Arithmetic arithmetic) {
        List<float[]> all = new ArrayList<>();
        Settings settings = new Settings(2, PROMPT, Formats.F16, Formats.Q8_0);
        try (CpuExecutable executable =
                new CpuExecutable(program, settings, CpuLoops.of(arithmetic, new Products(List.of(), "")))) {
            executable.kv().reserve(TOKENS);
            all.add(copied(executable.forward(batch(Phase.PREFILL, 0, PROMPT))));
            for (int p = PROMPT; p < TOKENS; p++) {
                all.add(copied(executable.forward(batch(Phase.DECODE, p, p + 1))));
            }
        }
        return all;
    }

    private static float[] copied(Output output) {
        return Arrays.copyOf(output.values(), output.rows() * output.columns());
    }

    private static Batch batch(Phase phase, int from, int to) {
        boolean[] outputs = new boolean[to - from];
        Arrays.fill(outputs, true);
        return new Batch(
                phase,
                IntStream.range(from, to)
                        .map(p -> (7 * p + 3) % SmallLlama.VOCABULARY)
                        .toArray(),
                IntStream.range(from, to).toArray(),
                new int[to - from],
                outputs,
                List.of(IntStream.range(0, TOKENS).toArray()));
    }

    private static long products(Program program) {
        return EarlyArithmetic.rowProducts(program);
    }

    private static void assertSame(List<float[]> expected, List<float[]> found) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(bits(expected.get(i)), bits(found.get(i)), "pass " + i);
        }
    }

    private static int[] bits(float... values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]); // every NaN is one
        }
        return bits;
    }

    private static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * 3;
        }
        return values;
    }
}
