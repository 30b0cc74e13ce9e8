package org.cria.model.family;

import java.util.function.IntPredicate;
import org.cria.kernels.program.Rotation;

/**
 * The numbers in which families differ; those of Llama unless a family says otherwise.
 *
 * @param pairing which values of queries and keys turn together
 * @param turns whether a layer's queries and keys turn at all
 * @param attentionScale on the scores of attention; 0 for {@code 1 / sqrt(head_dim)}
 * @param attentionCap that these scores approach; 0 for none
 * @param window how many positions a local layer sees; 0 for all
 * @param local whether a layer is local
 * @param localBase of the rotation in local layers, which then is not scaled; 0 where they turn as all do
 * @param embeddingScale on the embeddings
 * @param residualScale on what a part of a layer adds to the residual stream
 * @param logitScale on the logits
 * @param logitCap that the logits approach; 0 for none
 */
record Traits(
        Rotation.Pairing pairing,
        IntPredicate turns,
        float attentionScale,
        float attentionCap,
        int window,
        IntPredicate local,
        float localBase,
        float embeddingScale,
        float residualScale,
        float logitScale,
        float logitCap) {
    /** Llama's. */
    static Traits standard() {
        return new Traits(Rotation.Pairing.NEIGHBOURS, _ -> true, 0, 0, 0, _ -> false, 0, 1, 1, 1, 0);
    }

    Traits inHalves() {
        return new Traits(
                Rotation.Pairing.HALVES,
                turns,
                attentionScale,
                attentionCap,
                window,
                local,
                localBase,
                embeddingScale,
                residualScale,
                logitScale,
                logitCap);
    }

    Traits turning(IntPredicate layers) {
        return new Traits(
                pairing,
                layers,
                attentionScale,
                attentionCap,
                window,
                local,
                localBase,
                embeddingScale,
                residualScale,
                logitScale,
                logitCap);
    }

    Traits attending(float scale, float cap) {
        return new Traits(
                pairing,
                turns,
                scale,
                cap,
                window,
                local,
                localBase,
                embeddingScale,
                residualScale,
                logitScale,
                logitCap);
    }

    /** @param positions 0 for no window */
    Traits sliding(int positions, IntPredicate layers, float base) {
        return new Traits(
                pairing,
                turns,
                attentionScale,
                attentionCap,
                positions,
                positions == 0 ? _ -> false : layers,
                base,
                embeddingScale,
                residualScale,
                logitScale,
                logitCap);
    }

    Traits scaling(float embeddings, float residuals) {
        return new Traits(
                pairing,
                turns,
                attentionScale,
                attentionCap,
                window,
                local,
                localBase,
                embeddings,
                residuals,
                logitScale,
                logitCap);
    }

    Traits logits(float scale, float cap) {
        return new Traits(
                pairing,
                turns,
                attentionScale,
                attentionCap,
                window,
                local,
                localBase,
                embeddingScale,
                residualScale,
                scale,
                cap);
    }
}
