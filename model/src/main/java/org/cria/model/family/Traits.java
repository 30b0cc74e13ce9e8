package org.cria.model.family;

import java.util.function.IntPredicate;
import org.cria.kernels.program.Rotation;

/**
 * The numbers in which families differ; those of Llama unless a family says otherwise.
 *
 * @param pairing which values of queries and keys turn together
 * @param turns whether a layer's queries and keys turn at all
 */
record Traits(
        Rotation.Pairing pairing, IntPredicate turns, Scores scores, Sliding sliding, Scales scales, Logits logits) {
    /**
     * Scores of attention.
     *
     * @param scale on them; 0 for {@code 1 / sqrt(head_dim)}
     * @param cap that they approach; 0 for none
     */
    record Scores(float scale, float cap) {}

    /**
     * What local layers see.
     *
     * @param window how many positions; 0 for all
     * @param local whether a layer is local
     * @param base of the rotation in local layers, which then is not scaled; 0 where they turn as all do
     */
    record Sliding(int window, IntPredicate local, float base) {}

    /**
     * What the residual stream is multiplied with.
     *
     * @param embeddings on the embeddings
     * @param residuals on what a part of a layer adds
     */
    record Scales(float embeddings, float residuals) {}

    /**
     * The end.
     *
     * @param scale on the logits
     * @param cap that they approach; 0 for none
     */
    record Logits(float scale, float cap) {}

    /** Llama's. */
    static Traits standard() {
        return new Traits(
                Rotation.Pairing.NEIGHBOURS,
                _ -> true,
                new Scores(0, 0),
                new Sliding(0, _ -> false, 0),
                new Scales(1, 1),
                new Logits(1, 0));
    }

    Traits inHalves() {
        return new Traits(Rotation.Pairing.HALVES, turns, scores, sliding, scales, logits);
    }

    Traits turning(IntPredicate layers) {
        return new Traits(pairing, layers, scores, sliding, scales, logits);
    }

    Traits attending(float scale, float cap) {
        return new Traits(pairing, turns, new Scores(scale, cap), sliding, scales, logits);
    }

    /** @param positions 0 for no window */
    Traits sliding(int positions, IntPredicate layers, float base) {
        Sliding own = new Sliding(positions, positions == 0 ? _ -> false : layers, base);
        return new Traits(pairing, turns, scores, own, scales, logits);
    }

    Traits scaling(float embeddings, float residuals) {
        return new Traits(pairing, turns, scores, sliding, new Scales(embeddings, residuals), logits);
    }

    Traits logits(float scale, float cap) {
        return new Traits(pairing, turns, scores, sliding, scales, new Logits(scale, cap));
    }
}
