package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;

/**
 * How the CPU reads one row of a weight matrix in one format. Stateless and thread-safe.
 *
 * <p>Kernels keep few vector operations in a loop, on purpose: the compiler may put two kernels into one caller, and past its
 * limit of nodes it leaves some operations as calls, which makes a kernel five times slower (seen with four accumulators).
 *
 * <p>A result depends on its arguments and on the machine's vector width only, never on threads or on rows read before.
 */
public interface Rows {
    /**
     * {@code Σ_c w[c] · x[start + c]}, the product of matrix × vector.
     *
     * @param weights holds the encoded row
     * @param offset in {@code weights}, of the row's first block, in bytes; any alignment
     * @param x [start + cols or more] fp32
     * @param start in {@code x}, of the first factor
     * @param cols a multiple of the format's block
     * @return the sum; its rounding differs from that of a plain loop, see the accumulators of each kernel
     */
    float dot(MemorySegment weights, long offset, float[] x, int start, int cols);

    /**
     * Decodes a row, which matrix × matrix then multiplies several times. Equals the format's reference decode bit for bit (a
     * NaN's payload aside).
     *
     * @param weights holds the encoded row
     * @param offset in {@code weights}, of the row's first block, in bytes; any alignment
     * @param target receives {@code cols} values
     * @param start in {@code target}, of the first value
     * @param cols a multiple of the format's block
     */
    void decode(MemorySegment weights, long offset, float[] target, int start, int cols);
}
