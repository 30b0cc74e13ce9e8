package org.cria.kernels.gradient;

/** A small part of a product, and the panels that it is made of: each product's factors of all its rows, or columns, side by side. */
interface Tile {
    /** Rows of a tile. */
    int rows();

    /** Columns of a tile. */
    int columns();

    /**
     * Lines become columns of a panel: {@code panel[at + i · width + l] = line l, value i}.
     *
     * @param lines how many, at most {@code width}
     * @param values of each
     */
    void across(Factor.Lines from, int lines, int values, float[] panel, int at, int width);

    /**
     * Lines become rows of a panel: {@code panel[at + l · width + i] = line l, value i}.
     *
     * @param values of each, at most {@code width}
     */
    void along(Factor.Lines from, int lines, int values, float[] panel, int at, int width);

    /**
     * {@code out[r, c] = Σ_k left[k, r] · right[k, c]}, or that added to what is there; the sum over k in order, each product added with one
     * rounding.
     *
     * @param left [depth, rows()] from {@code leftAt} on
     * @param right [depth, columns()] from {@code rightAt} on
     * @param out from {@code at} on, its rows {@code stride} apart
     * @param rows that are wanted
     * @param columns that are wanted
     */
    void multiply(
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
            boolean adds);
}
