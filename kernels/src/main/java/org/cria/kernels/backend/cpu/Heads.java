package org.cria.kernels.backend.cpu;

/**
 * Where in an array of activations the heads of some rows are that share a key head: head {@code h} is {@code h % group} of row
 * {@code h / group}.
 *
 * @param first where the first row's first head begins
 * @param group heads of a row that count, one after the other
 * @param dims values of a head
 */
record Heads(int first, int rows, int rowStride, int group, int dims) {
    int count() {
        return rows * group;
    }

    /** Where a head begins. */
    int at(int head) {
        return first + head / group * rowStride + head % group * dims;
    }

    /** The heads of one row. */
    Heads row(int row) {
        return new Heads(first + row * rowStride, 1, rowStride, group, dims);
    }
}
