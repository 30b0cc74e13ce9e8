package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;

/**
 * An activation in 8 bits, made once and shared by all products that take it. Rows lie in bundles, within a bundle group by group, see
 * {@link ByteKernels}: as many as stay in the second-level cache while several panels of weights are multiplied with them.
 */
final class RoundedActivation {
    /** A multiple of the tokens that kernels take at once: 4, 8, 12 or 24. */
    private static final int BUNDLE = 24;

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
        kernels.round(x.values(), row * x.columns(), x.columns(), groups, at(row), stride(row, rows));
    }

    /** Rows of a full bundle. */
    int bundle() {
        return BUNDLE;
    }

    /** The end of the bundle that begins with a row. */
    int bundleEnd(int first, int rows) {
        return Math.min(first + BUNDLE, rows);
    }

    /** Where a row's first group is, in bytes. */
    long at(int row) {
        int first = row - row % BUNDLE;
        return first * ByteActivations.rowBytes(x.columns()) + (long) (row - first) * ByteActivations.GROUP_BYTES;
    }

    /** Bytes between a row's groups. */
    int stride(int row, int rows) {
        int first = row - row % BUNDLE;
        return (bundleEnd(first, rows) - first) * ByteActivations.GROUP_BYTES;
    }

    MemorySegment groups() {
        return groups;
    }
}
