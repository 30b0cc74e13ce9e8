package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.backend.cpu.x86.CellKernels;
import org.cria.kernels.format.Format;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention in machine code has the bits of the Vector API's loops, however cells lie and heads are shared. */
final class AssembledAttentionTest {
    private static final Arithmetic VECTORS = new VectorArithmetic(RowsByFormat.STANDARD);
    private static final AttentionLoops EXPECTED = new DecodedAttention(VECTORS);
    private static Optional<CellKernels> kernels = Optional.empty();

    private final Random random = new Random(5);
    private final Scratch scratch = new Scratch();

    @BeforeAll
    static void machine() {
        kernels = MachineCode.of(CpuArithmetic.FASTEST).cells(VECTORS.lanes());
        assumeTrue(kernels.isPresent(), "this machine has no machine code for attention");
    }

    static Stream<Format> formats() {
        return Settings.kvFormats().stream();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void scoresAndSumsHaveTheSameBits(Format format) {
        AttentionLoops assembled = new AssembledAttention(kernels.orElseThrow());
        for (int trial = 0; trial < 60; trial++) {
            int dims = 32 * (1 + random.nextInt(4));
            int kvHeads = 1 + random.nextInt(3);
            int group = 1 + random.nextInt(9);
            int rows = 1 + random.nextInt(6);
            int cells = 1 + random.nextInt(150);
            int[] places = places(cells);
            int from = random.nextInt(cells);
            int column = random.nextInt(kvHeads) * dims;
            String shape = format.name() + ": " + rows + " rows of " + group + " heads of " + dims + ", " + from
                    + " to " + cells;
            try (Arena arena = Arena.ofConfined()) {
                CellRows cached = cached(arena, format, kvHeads * dims, places);
                int stride = cells + random.nextInt(3);
                Heads heads = new Heads(3, rows, group * dims + 7, group, dims);
                float[] queries = numbers(3 + rows * (group * dims + 7));
                float[] expected = numbers(2 + heads.count() * stride);
                float[] found = expected.clone();
                EXPECTED.scores(cached, column, places, from, cells, heads, queries, expected, 2, stride, scratch);
                assembled.scores(cached, column, places, from, cells, heads, queries, found, 2, stride, scratch);
                assertArrayEquals(expected, found, shape);

                float[] sums = queries.clone();
                EXPECTED.addWeighted(cached, column, places, from, cells, expected, 2, stride, heads, queries, scratch);
                assembled.addWeighted(cached, column, places, from, cells, expected, 2, stride, heads, sums, scratch);
                assertArrayEquals(queries, sums, shape);
            }
        }
    }

    @Test
    void weightsHaveTheSameBits() {
        AttentionLoops assembled = new AssembledAttention(kernels.orElseThrow());
        for (int length = 1; length < 70; length++) {
            float[] expected = numbers(length + 5);
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= random.nextInt(4) == 0 ? 100 : 3;
            }
            float[] found = expected.clone();
            EXPECTED.softmax(expected, 3, length, 0.7f, scratch);
            assembled.softmax(found, 3, length, 0.7f, scratch);
            assertArrayEquals(expected, found, length + " scores");
            double sum =
                    IntStream.range(3, 3 + length).mapToDouble(i -> found[i]).sum();
            assertEquals(1, sum, 1e-5);
        }
    }

    @Test
    void whatIsNoNumberStaysNone() {
        AttentionLoops assembled = new AssembledAttention(kernels.orElseThrow());
        for (int at = 0; at < 21; at++) {
            float[] x = numbers(21);
            x[at] = Float.NaN;
            assembled.softmax(x, 0, x.length, 1, scratch);
            assertTrue(Float.isNaN(x[0]) && Float.isNaN(x[20]), "NaN at " + at);
        }
    }

    /** Runs of cells, some of them over the end of a page. */
    private int[] places(int cells) {
        int[] places = new int[cells];
        int next = random.nextInt(2 * CellRows.PAGE_CELLS);
        for (int i = 0; i < cells; i++) {
            places[i] = next++;
            if (random.nextInt(40) == 0) {
                next += 1 + random.nextInt(5);
            }
        }
        return places;
    }

    private CellRows cached(Arena arena, Format format, int columns, int[] places) {
        CellRows rows = new CellRows(arena, format, VECTORS.rows(format), columns);
        rows.reserve(places[places.length - 1] + 1);
        for (int place : places) {
            rows.write(place, numbers(columns), 0);
        }
        return rows;
    }

    private float[] numbers(int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
