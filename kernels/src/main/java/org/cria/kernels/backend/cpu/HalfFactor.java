package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Weight;

/**
 * A matrix of a low-rank tweak, rounded to fp16: half to read, and no value of a usual size changes by more than a 2,048th. Beside products of
 * activations in 8 bits, whose error is twenty times that, nothing is lost.
 *
 * @param w the values over {@code unit}, off the heap
 * @param unit a power of two above all values: over it none is too large for fp16, and only those become coarser that are 16,384 times smaller
 *     than the largest
 */
record HalfFactor(Weight w, float unit) {
    static final Format FORMAT = Formats.F16;
    /** Exponents within which a power of two and its inverse are floats like others. */
    private static final int MOST = 100;

    static HalfFactor of(Weight w) {
        if (w.format().equals(FORMAT) && w.data().isNative()) {
            return new HalfFactor(w, 1);
        }
        float unit = w.format().equals(FORMAT) ? 1 : unit(w);
        MemorySegment halves = Arena.ofAuto().allocate(FORMAT.bytes((long) w.rows() * w.columns()), 64);
        float[] row = new float[w.columns()];
        for (int r = 0; r < w.rows(); r++) {
            decode(w, r, row);
            for (int c = 0; c < row.length; c++) {
                halves.set(Little.SHORT, FORMAT.bytes((long) r * w.columns() + c), Float.floatToFloat16(row[c] / unit));
            }
        }
        return new HalfFactor(new Weight(w.name(), FORMAT, w.rows(), w.columns(), halves), unit);
    }

    private static float unit(Weight w) {
        float largest = 0;
        float[] row = new float[w.columns()];
        for (int r = 0; r < w.rows(); r++) {
            decode(w, r, row);
            for (float value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        int exponent = Math.getExponent(largest);
        return Math.abs(exponent) > MOST ? 1 : Math.scalb(1f, exponent + 1);
    }

    /** A row's values. */
    static void decode(Weight w, int r, float[] row) {
        int blocks = row.length / w.format().blockValues();
        w.format().decode(w.data(), r * w.rowBytes(), row, 0, blocks);
    }
}
