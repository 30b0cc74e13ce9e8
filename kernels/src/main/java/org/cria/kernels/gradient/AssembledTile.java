package org.cria.kernels.gradient;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.backend.cpu.x86.FloatKernels;
import org.cria.kernels.format.Little;

/** Tiles in machine code. */
record AssembledTile(FloatKernels kernels) implements Tile {
    /** Lines, or values of a line, that are moved together. */
    private static final int BLOCK = 8;

    @Override
    public int rows() {
        return kernels.rows();
    }

    @Override
    public int leftPitch() {
        return kernels.leftPitch();
    }

    @Override
    public int columns() {
        return kernels.columns();
    }

    @Override
    public Panels panels() {
        return new Panels(true);
    }

    @Override
    public void across(Factor.Lines from, int lines, int values, Panels panel, int at, int pitch) {
        MemorySegment to = panel.memory();
        for (int line = 0; line < lines; line += BLOCK) {
            int some = Math.min(BLOCK, lines - line);
            long start = from.start() + (long) line * from.stride();
            int taken = kernels.across(from.memory(), start, from.stride(), some, values, to, at + line, pitch);
            for (int l = 0; l < some; l++) {
                for (int i = taken; i < values; i++) {
                    long place = (start + (long) l * from.stride() + i) * Float.BYTES;
                    put(to, at + line + l + i * pitch, from.memory().get(Little.FLOAT, place));
                }
            }
        }
    }

    @Override
    public void along(Factor.Lines from, int lines, int values, Panels panel, int at, int pitch) {
        MemorySegment to = panel.memory();
        if (values >= BLOCK) {
            kernels.along(from.memory(), from.start(), from.stride(), lines, values, to, at, pitch);
            return;
        }
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < values; i++) {
                long place = (from.start() + (long) line * from.stride() + i) * Float.BYTES;
                put(to, at + line * pitch + i, from.memory().get(Little.FLOAT, place));
            }
        }
    }

    private static void put(MemorySegment to, int place, float value) {
        to.set(Little.FLOAT, (long) place * Float.BYTES, value);
    }

    @Override
    public void multiply(
            Panels left,
            int leftAt,
            int panelPitch,
            Panels right,
            int rightAt,
            int depth,
            float[] out,
            int at,
            int stride,
            int rows,
            int columns,
            boolean adds) {
        int whole = columns / kernels.lanes() * kernels.lanes();
        if (whole > 0) {
            multiply(
                    left,
                    leftAt,
                    panelPitch,
                    right,
                    rightAt,
                    depth,
                    MemorySegment.ofArray(out),
                    at,
                    stride,
                    rows,
                    whole,
                    adds);
        }
        if (whole < columns) {
            // Machine code writes whole vectors only, so the rest goes through an array of its own.
            float[] all = new float[rows * columns()];
            multiply(
                    left,
                    leftAt,
                    panelPitch,
                    right,
                    rightAt,
                    depth,
                    MemorySegment.ofArray(all),
                    0,
                    columns(),
                    rows,
                    columns(),
                    false);
            for (int r = 0; r < rows; r++) {
                for (int c = whole; c < columns; c++) {
                    float sum = all[r * columns() + c];
                    out[at + r * stride + c] = adds ? out[at + r * stride + c] + sum : sum;
                }
            }
        }
    }

    private void multiply(
            Panels left,
            int leftAt,
            int panelPitch,
            Panels right,
            int rightAt,
            int depth,
            MemorySegment out,
            int at,
            int stride,
            int rows,
            int columns,
            boolean adds) {
        int vectors = columns / kernels.lanes();
        int panels = rows / rows();
        if (panels > 0) {
            kernels.multiply(
                    left.memory(),
                    leftAt,
                    panels,
                    panelPitch,
                    right.memory(),
                    rightAt,
                    depth,
                    out,
                    at,
                    stride,
                    rows(),
                    vectors,
                    adds);
        }
        int rest = rows % rows();
        if (rest > 0) {
            int from = leftAt + panels * panelPitch;
            int to = at + panels * rows() * stride;
            kernels.multiply(
                    left.memory(),
                    from,
                    1,
                    panelPitch,
                    right.memory(),
                    rightAt,
                    depth,
                    out,
                    to,
                    stride,
                    rest,
                    vectors,
                    adds);
        }
    }
}
