package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;

/**
 * An activation in 8 bits, made once and shared by all products that take it. Rows that are multiplied at once lie group by group, see
 * {@link ByteKernels}.
 */
final class RoundedActivation {
    private final Activation x;
    private final ByteKernels kernels;
    private MemorySegment groups = MemorySegment.NULL;

    RoundedActivation(Activation x, ByteKernels kernels) {
        this.x = x;
        this.kernels = kernels;
    }

    /** Makes room; called between passes only. */
    void ensure(int rows) {
        long bytes = rows * ByteActivations.rowBytes(x.columns());
        if (groups.byteSize() < bytes) {
            groups = Arena.ofAuto().allocate(bytes, 64);
        }
    }

    Activation exact() {
        return x;
    }

    /** Rounds a row. */
    void round(int row, int rows) {
        int bundle = row / kernels.mostTokens();
        kernels.round(
                x.values(),
                row * x.columns(),
                x.columns(),
                groups,
                start(bundle) + (long) (row % kernels.mostTokens()) * ByteActivations.GROUP_BYTES,
                tokens(bundle, rows) * ByteActivations.GROUP_BYTES);
    }

    /** How many times rows are multiplied at once. */
    int bundles(int rows) {
        return Math.ceilDiv(rows, kernels.mostTokens());
    }

    /** The first row of a bundle. */
    int first(int bundle) {
        return bundle * kernels.mostTokens();
    }

    /** Rows of a bundle. */
    int tokens(int bundle, int rows) {
        return Math.min(kernels.mostTokens(), rows - first(bundle));
    }

    /** Where a bundle begins in {@link #groups}, in bytes. */
    long start(int bundle) {
        return first(bundle) * ByteActivations.rowBytes(x.columns());
    }

    MemorySegment groups() {
        return groups;
    }
}
