package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.program.Buffer;

/**
 * One run of the program.
 *
 * @param batch what to run
 * @param outputRows how many of its rows want logits
 */
record ForwardPass(Batch batch, int outputRows) {
    ForwardPass(Batch batch) {
        this(batch, batch.outputRows());
    }

    /** How many rows a buffer has in this pass. */
    int rows(Activation activation) {
        return activation.rows() == Buffer.Rows.TOKENS ? batch.rows() : outputRows;
    }

    boolean decoding() {
        return batch.phase() == Phase.DECODE;
    }
}
