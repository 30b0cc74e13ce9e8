package org.cria.model.huggingface;

import org.cria.model.safetensors.StoredTensor;

/**
 * Rows of a stored tensor, in the order that a file has them in.
 *
 * @param from the first row
 * @param rows how many
 * @param rowBytes of a row as it is stored
 * @param headRows rows of a head whose two halves are dealt into pairs; 0 where rows stay as they are
 */
record StoredRows(StoredTensor tensor, long from, long rows, long rowBytes, int headRows) {
    /** All rows; a vector whose values are dealt has as many rows as values. */
    static StoredRows whole(StoredTensor tensor, int headRows) {
        long rows = headRows > 0 && tensor.shape().size() == 1 ? tensor.columns() : tensor.rows();
        return new StoredRows(tensor, 0, rows, tensor.bytes() / rows, headRows);
    }

    /** Some rows of a matrix. */
    static StoredRows rows(StoredTensor tensor, long from, long rows) {
        return new StoredRows(tensor, from, rows, tensor.bytes() / tensor.rows(), 0);
    }

    /** Whether it is the whole tensor as it is stored. */
    boolean isAsStored() {
        return headRows == 0 && rows * rowBytes == tensor.bytes();
    }

    /** Where the row that a file has at {@code row} of this piece begins in the tensor's data. */
    long offset(long row) {
        if (headRows == 0) {
            return (from + row) * rowBytes;
        }
        long head = row / headRows;
        long within = row % headRows;
        long half = within % 2;
        return (from + head * headRows + half * (headRows / 2) + within / 2) * rowBytes;
    }
}
