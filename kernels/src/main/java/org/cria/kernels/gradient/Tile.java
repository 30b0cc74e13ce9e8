package org.cria.kernels.gradient;

import org.cria.kernels.backend.cpu.x86.FloatKernels;

/**
 * A small part of a product, and the panels that it is made of: each product's factors of all its rows, or columns, side by side. All
 * implementations give the same bits.
 */
interface Tile {
    /** The fastest of this machine. */
    static Tile fastest() {
        return FloatKernels.here().<Tile>map(AssembledTile::new).orElseGet(PlainTile::new);
    }

    /** Rows of a tile. */
    int rows();

    /** Floats from one product's factors to the next one's in a left panel, at least {@link #rows}. */
    int leftPitch();

    /** Columns of a tile. */
    int columns();

    /** Room for panels. */
    Panels panels();

    /**
     * Lines become columns of a panel: {@code panel[at + i · pitch + l] = line l, value i}.
     *
     * @param lines how many, at most {@code pitch}
     * @param values of each
     */
    void across(Factor.Lines from, int lines, int values, Panels panel, int at, int pitch);

    /**
     * Lines become rows of a panel: {@code panel[at + l · pitch + i] = line l, value i}.
     *
     * @param values of each, at most {@code pitch}
     */
    void along(Factor.Lines from, int lines, int values, Panels panel, int at, int pitch);

    /**
     * {@code out[r, c] = Σ_k left[k, r] · right[k, c]}, or that added to what is there; the sum over k in order, each product added with one
     * rounding. Left panels are below each other, as many as {@code rows} need.
     *
     * @param left [depth, leftPitch()] each, the first from {@code leftAt} on
     * @param panelPitch floats from left panel to left panel
     * @param right [depth, columns()] from {@code rightAt} on
     * @param out from {@code at} on, its rows {@code stride} apart
     * @param rows that are wanted, at most four tiles'
     * @param columns that are wanted, at most one tile's
     */
    void multiply(
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
            boolean adds);
}
