package org.cria.kernels.backend.cpu;

import java.util.List;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.program.Buffer;

/**
 * One run of the program.
 *
 * @param batch what to run
 * @param outputRows how many of its rows want logits
 * @param windowRows for each sequence, where layers with a window keep its positions; empty if there are no such layers
 */
record ForwardPass(Batch batch, int outputRows, List<int[]> windowRows) {
    ForwardPass(Batch batch, List<int[]> windowRows) {
        this(batch, batch.outputRows(), windowRows);
    }

    /**
     * Where a layer keeps each position of a sequence.
     *
     * @param windowed whether the layer keeps what a window sees
     */
    int[] cells(int sequence, boolean windowed) {
        return windowed ? windowRows.get(sequence) : batch.cells().get(sequence);
    }

    /** How many rows a buffer has in this pass. */
    int rows(Activation activation) {
        return activation.rows() == Buffer.Rows.TOKENS ? batch.rows() : outputRows;
    }

    /** The row of the batch that a buffer's row belongs to. */
    int batchRow(Activation activation, int row) {
        if (activation.rows() == Buffer.Rows.TOKENS) {
            return row;
        }
        int at = -1;
        for (int left = row + 1; left > 0; ) {
            left -= batch.outputs()[++at] ? 1 : 0;
        }
        return at;
    }

    boolean decoding() {
        return batch.phase() == Phase.DECODE;
    }
}
