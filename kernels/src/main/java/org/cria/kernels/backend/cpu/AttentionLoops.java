package org.cria.kernels.backend.cpu;

/** The loops of attention over cached cells. Sums are over cells in order, so results do not depend on how cells are taken together. */
interface AttentionLoops {
    /**
     * {@code scores[at + h · stride + i] = Σ_d queries[h, d] · keys[cells[i], column + d]} for {@code i} from {@code from} to {@code to}.
     *
     * @param scratch the calling thread's
     */
    void scores(
            CellRows keys,
            int column,
            int[] cells,
            int from,
            int to,
            Heads heads,
            float[] queries,
            float[] scores,
            int at,
            int stride,
            Scratch scratch);

    /**
     * {@code sums[h, d] += Σ_i weights[at + h · stride + i] · values[cells[i], column + d]}, {@code i} from {@code from} to {@code to} in order.
     *
     * @param scratch the calling thread's
     */
    void addWeighted(
            CellRows values,
            int column,
            int[] cells,
            int from,
            int to,
            float[] weights,
            int at,
            int stride,
            Heads heads,
            float[] sums,
            Scratch scratch);

    /**
     * {@code x = e^(x · scale) / Σ e^(x · scale)} over {@code length} numbers.
     *
     * @param scratch the calling thread's
     */
    void softmax(float[] x, int start, int length, float scale, Scratch scratch);
}
