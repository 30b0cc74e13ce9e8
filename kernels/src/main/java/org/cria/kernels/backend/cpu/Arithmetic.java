package org.cria.kernels.backend.cpu;

import java.util.List;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.format.Format;

/**
 * The inner loops that profit from vector instructions. The order of every sum is fixed and depends on the row length only, so
 * results do not depend on tiling, threads or batch size.
 */
interface Arithmetic {
    /** {@code Σ_i a[aStart + i] · b[bStart + i]} over {@code length} values. */
    float dot(float[] a, int aStart, float[] b, int bStart, int length);

    /** {@code out[at + i] = Σ_d a[aStart + d] · rows[rowsStart + i · stride + d]} over {@code length} values, of {@code count} rows. */
    default void dots(
            float[] a,
            int aStart,
            int length,
            float[] rows,
            int rowsStart,
            int stride,
            int count,
            float[] out,
            int at) {
        for (int i = 0; i < count; i++) {
            out[at + i] = dot(a, aStart, rows, rowsStart + i * stride, length);
        }
    }

    /** {@code y[yStart + d] += Σ_i w[wStart + i] · rows[rowsStart + i · stride + d]}, rows in order, over {@code length} values. */
    void addWeighted(
            float[] w,
            int wStart,
            int count,
            float[] rows,
            int rowsStart,
            int stride,
            float[] y,
            int yStart,
            int length);

    /**
     * {@code out[t · outColumns + outStart + r] = Σ_c w[r, c] · x[t, c]}.
     *
     * @param w [wRows, columns]
     * @param x [tokens, columns]
     * @param scratch the calling thread's
     */
    default void products(
            float[] w,
            int wRows,
            float[] x,
            int tokens,
            int columns,
            float[] out,
            int outStart,
            int outColumns,
            Scratch scratch) {
        for (int t = 0; t < tokens; t++) {
            for (int r = 0; r < wRows; r++) {
                out[t * outColumns + outStart + r] = dot(w, r * columns, x, t * columns, columns);
            }
        }
    }

    /** {@code out[i] = gate[i] / (1 + e^(−gate[i])) · up[i]} from {@code from} to {@code to}. */
    void swiGlu(float[] gate, float[] up, float[] out, int from, int to);

    /** {@code out[i] = gelu(gate[i]) · up[i]} from {@code from} to {@code to}, as {@link org.cria.kernels.program.Pointwise.GeGlu} has it. */
    void geGlu(float[] gate, float[] up, float[] out, int from, int to);

    /** {@code x[i] = cap · tanh(x[i] / cap)} from {@code from} to {@code to}. */
    void softCap(float[] x, float cap, int from, int to);

    /**
     * {@code Σ x[start + i]²} over {@code length} values in double precision: four sums, since one would wait for itself in every addition.
     *
     * @param scratch the calling thread's
     */
    default double squares(float[] x, int start, int length, Scratch scratch) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int bound = start + length - length % 4;
        for (int i = start; i < bound; i += 4) {
            a += (double) x[i] * x[i];
            b += (double) x[i + 1] * x[i + 1];
            c += (double) x[i + 2] * x[i + 2];
            d += (double) x[i + 3] * x[i + 3];
        }
        for (int i = bound; i < start + length; i++) {
            a += (double) x[i] * x[i];
        }
        return a + b + (c + d);
    }

    /** {@code out[start + i] = x[start + i] · factor · gain[i]} for all of {@code gain}. */
    default void scale(float[] x, int start, float factor, float[] gain, float[] out) {
        for (int i = 0; i < gain.length; i++) {
            out[start + i] = x[start + i] * factor * gain[i];
        }
    }

    /** {@code to[i] += x[i]} over {@code length} values from {@code start} on. */
    default void add(float[] x, float[] to, int start, int length) {
        for (int i = start; i < start + length; i++) {
            to[i] += x[i];
        }
    }

    /** {@code x[i] = e^(x[i] − minus)} from {@code from} to {@code to}; a result below 1.2e-38 may be any number below it. */
    void exponentials(float[] x, float minus, int from, int to);

    /** Numbers of a vector, one sum each; 0 where sums are in another order. */
    default int lanes() {
        return 0;
    }

    /** How weight rows of this format are read. */
    Rows rows(Format format);

    /** Called before each pass, of so many rows, and by nobody at the same time. */
    default void begin(int passRows) {}

    /** The loops that these become after a while, or these. */
    default Arithmetic lasting() {
        return this;
    }

    /** How often kernels run before these loops are compiled, about: more would delay the first token instead, for nobody tells when they are. */
    default int warmUpRounds() {
        return 20;
    }

    /** What a user would not expect of these loops. */
    default List<Explanation> notes() {
        return List.of();
    }

    /** For people: which loops these are. */
    String description();
}
