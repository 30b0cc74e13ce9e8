package org.cria.model.quantise;

/** What becomes of some tensors' values before they are encoded. Safe for several threads. */
public interface ValueChange {
    /** They stay as they are. */
    ValueChange NONE = new ValueChange() {
        @Override
        public boolean changes(String tensor) {
            return false;
        }

        @Override
        public void apply(String tensor, long matrix, long row, int count, float[] values) {}
    };

    /** Whether a tensor of the new file gets other values. */
    boolean changes(String tensor);

    /**
     * Changes some rows of a tensor that {@link #changes}.
     *
     * @param matrix which of its matrices, from 0
     * @param row the first, in the matrix
     * @param values [count, columns] changed; may be longer
     */
    void apply(String tensor, long matrix, long row, int count, float[] values);
}
