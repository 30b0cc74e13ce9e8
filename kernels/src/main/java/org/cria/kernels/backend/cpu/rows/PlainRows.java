package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.format.Format;

/**
 * Any format in plain Java through its reference decode: what the vector kernels are compared with, and what runs where the
 * Vector API is not there. Nothing here may load a class that needs it.
 */
public final class PlainRows implements Rows {
    // Values decoded at a time; a multiple of every block.
    private static final int RUN = 256;

    private final Format format;

    public PlainRows(Format format) {
        this.format = format;
    }

    /** A run of decoded values lies behind the factors. */
    @Override
    public int arrangedLength(int cols) {
        return cols + Math.min(cols, RUN);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        float sum = 0;
        for (int done = 0; done < cols; done += RUN) {
            int values = Math.min(RUN, cols - done);
            format.decode(weights, offset + format.bytes(done), arranged, cols, values / format.blockValues());
            for (int i = 0; i < values; i++) {
                sum += arranged[cols + i] * arranged[done + i];
            }
        }
        return sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        format.decode(weights, offset, target, start, cols / format.blockValues());
    }
}
