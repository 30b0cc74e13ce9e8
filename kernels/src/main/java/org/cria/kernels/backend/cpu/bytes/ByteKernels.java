package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.cria.kernels.format.Format;

/**
 * Loops that multiply encoded weights with {@link ByteActivations}. All implementations give the same bits. Thread-safe.
 *
 * <p>Several rows of activations (tokens) that are multiplied at once lie group by group: the groups at the same columns of all tokens follow
 * each other, and {@code stride} is how many bytes later those at the next columns begin.
 */
public interface ByteKernels {
    /** Whether weights in this format can be multiplied. */
    boolean has(Format format);

    /** How many tokens {@link #multiply} takes at once. */
    int mostTokens();

    /** What multiplies many tokens, if there is something better for that than {@link #multiply}. */
    default Optional<PanelKernels> panels() {
        return Optional.empty();
    }

    /**
     * Rounds the activations of a token.
     *
     * @param x [start + columns or more] fp32
     * @param columns a multiple of 32
     * @param to receives groups at {@code at}, {@code at + stride}, …: the last one is filled with zeros; native
     */
    void round(float[] x, int start, int columns, MemorySegment to, long at, int stride);

    /**
     * {@code out[at + r · tokens + t] = Σ_c w[r, c] · x[t, c]}.
     *
     * @param weights holds the encoded rows; native
     * @param offset in {@code weights}, of the first row, in bytes
     * @param columns a multiple of the format's block and of 32
     * @param x activations of all tokens from {@code xAt} on; native
     * @param tokens 1 to {@link #mostTokens}
     */
    void multiply(
            Format format,
            MemorySegment weights,
            long offset,
            int rows,
            int columns,
            MemorySegment x,
            long xAt,
            int stride,
            int tokens,
            float[] out,
            int at);

    /** For people: which loops these are. */
    String description();
}
