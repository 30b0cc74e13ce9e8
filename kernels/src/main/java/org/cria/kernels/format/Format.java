package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;

/**
 * How the values of a tensor are stored: fixed-size blocks of values, each block a fixed number of bytes, little-endian.
 *
 * <p>A format is its layout and a reference decode, nothing more: backends read the bytes in place with kernels of their own
 * and are checked against {@link #decode}. Implementations are stateless singletons, listed in {@link Formats}.
 */
public interface Format {
    /** The name that GGUF tools use, such as {@code Q8_0}. */
    String name();

    /** The id of this format in a GGUF file's tensor table ({@code enum ggml_type}). */
    int ggmlType();

    /** Values in one block; 1 where values stand alone. A row holds a whole number of blocks. */
    int blockValues();

    /** Bytes of one block. */
    int blockBytes();

    /**
     * Decodes {@code blocks} consecutive blocks exactly as the format defines them, in plain Java.
     *
     * @param source the encoded tensor, or any part of it
     * @param offset in {@code source}, of the first block, in bytes
     * @param target receives {@code blocks · blockValues()} values
     * @param start in {@code target}, of the first value
     * @param blocks how many blocks
     */
    void decode(MemorySegment source, long offset, float[] target, int start, int blocks);

    /** Bytes of {@code values} values; {@code values} is a multiple of {@link #blockValues()}. */
    default long bytes(long values) {
        return values / blockValues() * blockBytes();
    }
}
