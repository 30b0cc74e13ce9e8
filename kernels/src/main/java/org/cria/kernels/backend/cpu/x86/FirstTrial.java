package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.bytes.PanelKernels;
import org.cria.kernels.backend.cpu.bytes.PlainByteKernels;
import org.cria.kernels.format.Format;

/**
 * Whether kernels that never ran on a machine of their instruction set give the bits of plain Java on this one: random weights of all bits,
 * a group of columns that is full and one that is not. Takes a few milliseconds.
 */
final class FirstTrial {
    private static final int ROWS = 3;
    private static final int TOKENS = 3;
    private static final int STRIDE = TOKENS * ByteActivations.GROUP_BYTES;

    private final Format format;
    private final int columns;
    private final MemorySegment weights;
    private final MemorySegment x;
    private final float[] expected = new float[ROWS * TOKENS];

    FirstTrial(Format format) {
        this.format = format;
        this.columns = ByteActivations.GROUP + format.blockValues();
        Random random = new Random(format.ggmlType());
        byte[] bits = new byte[Math.toIntExact(ROWS * format.bytes(columns))];
        random.nextBytes(bits);
        this.weights = Arena.ofAuto().allocate(bits.length);
        MemorySegment.copy(bits, 0, weights, ValueLayout.JAVA_BYTE, 0, bits.length);
        this.x = Arena.ofAuto().allocate(TOKENS * ByteActivations.rowBytes(columns), ValueLayout.JAVA_LONG.byteSize());
        float[] values = new float[columns];
        for (int t = 0; t < TOKENS; t++) {
            for (int c = 0; c < columns; c++) {
                values[c] = (float) random.nextGaussian();
            }
            ByteActivations.round(values, 0, columns, x, (long) t * ByteActivations.GROUP_BYTES, STRIDE);
        }
        new PlainByteKernels().multiply(format, weights, 0, ROWS, columns, x, 0, STRIDE, TOKENS, expected, 0);
    }

    /** Rows one token at a time, and several. */
    boolean passes(ByteKernels kernels) {
        float[] found = new float[expected.length];
        kernels.multiply(format, weights, 0, ROWS, columns, x, 0, STRIDE, TOKENS, found, 0);
        boolean same = same(found);
        for (int t = 0; t < TOKENS; t++) {
            float[] one = new float[ROWS];
            kernels.multiply(
                    format, weights, 0, ROWS, columns, x, (long) t * ByteActivations.GROUP_BYTES, STRIDE, 1, one, 0);
            for (int r = 0; r < ROWS; r++) {
                found[r * TOKENS + t] = one[r];
            }
        }
        return same && same(found);
    }

    /** Panels. */
    boolean passes(PanelKernels panels) {
        MemorySegment panel = Arena.ofAuto().allocate(panels.bytes(format, columns), PanelLayout.VECTOR);
        float[] out = new float[TOKENS * panels.rows()];
        panels.unpack(format, weights, 0, ROWS, columns, panel, 0, true);
        panels.multiply(format, panel, 0, columns, x, 0, STRIDE, TOKENS, out, 0, panels.rows());
        float[] found = new float[expected.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = out[i % TOKENS * panels.rows() + i / TOKENS];
        }
        return same(found);
    }

    /** The payload of a NaN does not count. */
    private boolean same(float[] found) {
        return Arrays.equals(expected, found);
    }
}
