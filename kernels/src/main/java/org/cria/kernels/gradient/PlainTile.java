package org.cria.kernels.gradient;

import java.util.Arrays;

/** Tiles in plain Java. */
final class PlainTile implements Tile {
    private static final int ROWS = 4;
    private static final int COLUMNS = 32;

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void across(Factor.Lines from, int lines, int values, float[] panel, int at, int width) {
        for (int line = 0; line < lines; line++) {
            int source = from.start() + line * from.stride();
            int to = at + line;
            for (int i = 0; i < values; i++) {
                panel[to + i * width] = from.values()[source + i];
            }
        }
    }

    @Override
    public void along(Factor.Lines from, int lines, int values, float[] panel, int at, int width) {
        for (int line = 0; line < lines; line++) {
            System.arraycopy(from.values(), from.start() + line * from.stride(), panel, at + line * width, values);
        }
    }

    @Override
    public void multiply(
            float[] left,
            int leftAt,
            float[] right,
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
            for (int k = 0; k < depth; k++) {
                float factor = left[leftAt + k * ROWS + r];
                int from = rightAt + k * COLUMNS;
                for (int c = 0; c < COLUMNS; c++) {
                    sums[c] = Math.fma(factor, right[from + c], sums[c]);
                }
            }
            int row = at + r * stride;
            for (int c = 0; c < columns; c++) {
                out[row + c] = adds ? out[row + c] + sums[c] : sums[c];
            }
        }
    }
}
