package org.cria.model.lora;

import org.cria.kernels.program.Weight;

/**
 * A tweak of one matrix of a model: {@code y += factor · B·(A·x)}. Of the embeddings, {@code A} has a row for each token instead, which
 * is looked up.
 *
 * @param tensor the matrix in the model's file, such as {@code blk.0.attn_q.weight}
 * @param a [count · rank, columns]; [vocabulary, rank] of the embeddings
 * @param b [count · rows, rank]
 * @param count how many matrices the tensor is: more than one for experts
 * @param factor that the adapter was trained with
 */
public record LowRank(String tensor, Weight a, Weight b, int count, float factor) {
    static final String EMBEDDINGS = "token_embd.weight";

    /** How many numbers its rows and columns are told by. */
    public int rank() {
        return b.columns();
    }

    boolean isOfEmbeddings() {
        return tensor.equals(EMBEDDINGS);
    }
}
