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

    /**
     * Where the activation of a value is: per vector of ints those of their lower halves, then those of their upper halves, and the
     * rest as it is.
     */
    static int place(int c, int whole) {
        int vector = 2 * Widening.COUNT;
        return c < whole ? c - c % vector + c % 2 * Widening.COUNT + c % vector / 2 : c;
    }

    /** Brings activations, times {@code unit}, to their places. */
    static void arrange(float[] x, int start, int cols, float unit, float[] arranged) {
        int whole = whole(cols);
        for (int c = 0; c < cols; c++) {
            arranged[place(c, whole)] = x[start + c] * unit;
        }
    }
}
