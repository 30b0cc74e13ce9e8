package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;

/**
 * How the CPU reads one row of a weight matrix in one format. Stateless and thread-safe.
 *
 * <p>Past a number of nodes (18,000 in JDK 25, reached with some 40 vector operations) C2 inlines only what the JDK itself marks
 * for it. Calls to methods of ours then stay calls, with every vector among their arguments on the heap, and a kernel runs 20
 * times slower. So a long kernel calls the Vector API directly and passes no vector on at its end.
 *
 * <p>A result depends on its arguments and on the machine's vector width only, never on threads or on rows read before.
 */
public interface Rows {
    /** Floats that {@link #arrange} needs for {@code cols} factors, a multiple of the format's block. */
    default int arrangedLength(int cols) {
        return cols;
    }

    /**
     * Brings the factors of a product into the order and scale in which {@link #dot} meets the format's values, which spares
     * every row that work.
     *
     * @param x [start + cols or more] fp32
     * @param start in {@code x}, of the first factor
     * @param cols a multiple of the format's block
     * @param arranged [{@link #arrangedLength} or more] overwritten
     */
    default void arrange(float[] x, int start, int cols, float[] arranged) {
        System.arraycopy(x, start, arranged, 0, cols);
    }

    /**
     * {@code Σ_c w[c] · x[c]}, the product of matrix × vector.
     *
     * @param weights holds the encoded row
     * @param offset in {@code weights}, of the row's first block, in bytes; any alignment
     * @param arranged what {@link #arrange} made of {@code x}; a kernel may use the rest for itself, so one thread at a time
     * @param cols as it was arranged
     * @return the sum; its rounding differs from that of a plain loop, see the accumulators of each kernel
     */
    float dot(MemorySegment weights, long offset, float[] arranged, int cols);

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
