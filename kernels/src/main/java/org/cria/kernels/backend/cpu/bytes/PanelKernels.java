package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.format.Format;

/**
 * Products for prompts: a panel of weight rows is unpacked to bytes once, the same columns of all its rows side by side, and multiplied with a
 * tile of tokens at a time while it is in the cache. The bits are those of {@link ByteKernels#multiply}. Thread-safe.
 */
public interface PanelKernels {
    /** Whether there are kernels for this format. */
    boolean has(Format format);

    /** Rows of a panel. */
    int rows();

    /** The fewest tokens that make up for the time of unpacking. */
    int fewestTokens();

    /** The most tokens of a call with weights in this format. */
    int mostTokens(Format format);

    /** Bytes of a panel of so many columns. */
    long bytes(Format format, int columns);

    /**
     * Unpacks rows.
     *
     * @param weights holds the encoded rows; native
     * @param offset in {@code weights}, of the first row, in bytes
     * @param rows 1 to {@link #rows}; rows that are missing have any numbers
     * @param panel receives {@link #bytes} bytes at {@code panelAt}; native
     * @param more whether the rows after these are unpacked next, so that they are asked for meanwhile; else the product asks for them
     */
    void unpack(
            Format format,
            MemorySegment weights,
            long offset,
            int rows,
            int columns,
            MemorySegment panel,
            long panelAt,
            boolean more);

    /**
     * {@code out[at + t · outStride + r] = Σ_c panel[r, c] · x[t, c]} for all rows of a panel, also those that are missing.
     *
     * @param x activations of all tokens from {@code xAt} on, see {@link ByteKernels}; native
     * @param stride bytes between the activations of a token
     * @param tokens 1 to {@link #mostTokens}
     */
    void multiply(
            Format format,
            MemorySegment panel,
            long panelAt,
            int columns,
            MemorySegment x,
            long xAt,
            int stride,
            int tokens,
            float[] out,
            int at,
            int outStride);
}
