package org.cria.kernels.gradient;

import java.util.Arrays;
import org.cria.kernels.format.Little;

/** Tiles in plain Java. */
final class PlainTile implements Tile {
    private static final int ROWS = 8;
    private static final int COLUMNS = 32;

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public int leftPitch() {
        return ROWS;
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public Panels panels() {
        return new Panels(false);
    }

    @Override
    public void across(Factor.Lines from, int lines, int values, Panels panel, int at, int pitch) {
        float[] to = panel.values();
        for (int line = 0; line < lines; line++) {
            long source = (from.start() + (long) line * from.stride()) * Float.BYTES;
            for (int i = 0; i < values; i++) {
                to[at + line + i * pitch] = from.memory().get(Little.FLOAT, source + (long) i * Float.BYTES);
            }
        }
    }

    @Override
    public void along(Factor.Lines from, int lines, int values, Panels panel, int at, int pitch) {
        float[] to = panel.values();
        for (int line = 0; line < lines; line++) {
            long source = (from.start() + (long) line * from.stride()) * Float.BYTES;
            for (int i = 0; i < values; i++) {
                to[at + line * pitch + i] = from.memory().get(Little.FLOAT, source + (long) i * Float.BYTES);
            }
        }
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
        float[] sums = new float[COLUMNS];
        for (int r = 0; r < rows; r++) {
            Arrays.fill(sums, 0f);
            add(left.values(), leftAt + r / ROWS * panelPitch + r % ROWS, right.values(), rightAt, depth, sums);
            int row = at + r * stride;
            for (int c = 0; c < columns; c++) {
                out[row + c] = adds ? out[row + c] + sums[c] : sums[c];
            }
        }
    }

    private static void add(float[] left, int leftAt, float[] right, int rightAt, int depth, float[] sums) {
        for (int k = 0; k < depth; k++) {
            float factor = left[leftAt + k * ROWS];
            int from = rightAt + k * COLUMNS;
            for (int c = 0; c < COLUMNS; c++) {
                sums[c] = Math.fma(factor, right[from + c], sums[c]);
            }
        }
    }
}
