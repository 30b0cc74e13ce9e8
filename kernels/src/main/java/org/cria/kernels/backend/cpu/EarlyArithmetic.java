package org.cria.kernels.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.backend.cpu.rows.ScalarLanes;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;

/**
 * Scalar loops until it pays to load and compile the Vector API's, which have the same bits: that takes 1.3 s of two cores, in which a small
 * program computes some hundred tokens. Changes between passes only, and once.
 */
final class EarlyArithmetic implements Arithmetic {
    /**
     * So many products of weights and activations come before vectors. With the built-in model's 3.9 million a token scalar loops make 145
     * tokens/s and vectors 720 once they are compiled (two Zen 3 cores), so these break even after twice as many.
     */
    private static final long PRODUCTS = 500_000_000;

    private final RowsByFormat table;
    private final long rowProducts;
    private final List<EarlyRows> rows = new ArrayList<>();
    private Arithmetic now;
    private long left;

    private EarlyArithmetic(RowsByFormat table, long rowProducts, long products) {
        this.table = table;
        this.rowProducts = rowProducts;
        this.left = products;
        this.now = new ScalarArithmetic(table);
    }

    /** Loops for a program; one that is not small is warmed up while it is loaded, and has vectors from the beginning. */
    static Arithmetic of(Program program, RowsByFormat table) {
        return of(program, table, CpuArithmetic.isSmall(program) ? PRODUCTS : 0);
    }

    /** @param products so many come before vectors; none do where a matrix has a format that scalar loops do not multiply */
    static Arithmetic of(Program program, RowsByFormat table, long products) {
        boolean scalar = matrices(program).map(Weight::format).allMatch(table::hasScalar);
        return scalar && products > 0
                ? new EarlyArithmetic(table, rowProducts(program), products)
                : new VectorArithmetic(table);
    }

    private static Stream<Weight> matrices(Program program) {
        return Stream.of(Weight.Role.MATRIX, Weight.Role.EXPERTS)
                .flatMap(role -> program.steps().stream().flatMap(step -> step.weights(role).stream()));
    }

    /** Products of weights and activations for a row of a pass. */
    static long rowProducts(Program program) {
        return matrices(program).mapToLong(w -> (long) w.rows() * w.columns()).sum();
    }

    @Override
    public void begin(int passRows) {
        left -= passRows * rowProducts;
        if (left < 0 && now instanceof ScalarArithmetic) {
            now = lasting();
            rows.forEach(EarlyRows::change);
        }
    }

    @Override
    public Arithmetic lasting() {
        return new VectorArithmetic(table);
    }

    /** The scalar loops' rows, then the vectors'; what they arrange is the same. */
    private static final class EarlyRows implements Rows {
        private final RowsByFormat table;
        private final Format format;
        private Rows now;

        EarlyRows(RowsByFormat table, Format format) {
            this.table = table;
            this.format = format;
            this.now = table.scalar(format);
        }

        void change() {
            now = table.vector(format);
        }

        @Override
        public int arrangedLength(int cols) {
            return now.arrangedLength(cols);
        }

        @Override
        public void arrange(float[] x, int start, int cols, float[] arranged) {
            now.arrange(x, start, cols, arranged);
        }

        @Override
        public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
            return now.dot(weights, offset, arranged, cols);
        }

        @Override
        public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
            now.decode(weights, offset, target, start, cols);
        }
    }

    @Override
    public Rows rows(Format format) {
        EarlyRows early = new EarlyRows(table, format);
        rows.add(early);
        return early;
    }

    @Override
    public int lanes() {
        return ScalarLanes.COUNT;
    }

    @Override
    public float dot(float[] a, int aStart, float[] b, int bStart, int length) {
        return now.dot(a, aStart, b, bStart, length);
    }

    @Override
    public void addWeighted(
            float[] w,
            int wStart,
            int count,
            float[] cells,
            int cellsStart,
            int stride,
            float[] y,
            int yStart,
            int length) {
        now.addWeighted(w, wStart, count, cells, cellsStart, stride, y, yStart, length);
    }

    @Override
    public void products(
            float[] w,
            int wRows,
            float[] x,
            int tokens,
            int columns,
            float[] out,
            int outStart,
            int outColumns,
            Scratch scratch) {
        now.products(w, wRows, x, tokens, columns, out, outStart, outColumns, scratch);
    }

    @Override
    public void swiGlu(float[] gate, float[] up, float[] out, int from, int to) {
        now.swiGlu(gate, up, out, from, to);
    }

    @Override
    public void geGlu(float[] gate, float[] up, float[] out, int from, int to) {
        now.geGlu(gate, up, out, from, to);
    }

    @Override
    public void softCap(float[] x, float cap, int from, int to) {
        now.softCap(x, cap, from, to);
    }

    @Override
    public void exponentials(float[] x, float minus, int from, int to) {
        now.exponentials(x, minus, from, to);
    }

    @Override
    public String description() {
        return lasting().description();
    }
}
