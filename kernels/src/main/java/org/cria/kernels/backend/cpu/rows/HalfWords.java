package org.cria.kernels.backend.cpu.rows;

/**
 * Formats of 16 bits a value: an int holds two, which are brought to a float's place where they are, each by an operation or two,
 * instead of being widened. A turn of a kernel's loop takes two vectors of ints.
 */
final class HalfWords {
    /** Values of a turn. */
    static final int STEP = 4 * Widening.COUNT;

    private HalfWords() {}

    /** How many of so many values fill whole turns; the rest is for a plain loop. */
    static int whole(int cols) {
        return cols - cols % STEP;
    }

    /** Per vector of ints the activations of their lower halves, then those of their upper halves; the rest as it is. */
    static void arrange(float[] x, int start, int cols, float unit, float[] arranged) {
        int whole = whole(cols);
        for (int v = 0; v < whole; v += 2 * Widening.COUNT) {
            for (int lane = 0; lane < Widening.COUNT; lane++) {
                arranged[v + lane] = x[start + v + 2 * lane] * unit;
                arranged[v + Widening.COUNT + lane] = x[start + v + 2 * lane + 1] * unit;
            }
        }
        for (int c = whole; c < cols; c++) {
            arranged[c] = x[start + c] * unit;
        }
    }

    /** Undoes {@link #arrange}, where {@code unit} is what it was, inverted. */
    static void restore(float[] arranged, int cols, float unit, float[] x) {
        int whole = whole(cols);
        for (int v = 0; v < whole; v += 2 * Widening.COUNT) {
            for (int lane = 0; lane < Widening.COUNT; lane++) {
                x[v + 2 * lane] = arranged[v + lane] * unit;
                x[v + 2 * lane + 1] = arranged[v + Widening.COUNT + lane] * unit;
            }
        }
        for (int c = whole; c < cols; c++) {
            x[c] = arranged[c] * unit;
        }
    }
}
