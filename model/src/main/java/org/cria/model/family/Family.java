package org.cria.model.family;

import java.util.Optional;

/**
 * A family of decoder-only transformers, as what sets it apart. A family that overrides nothing is Llama 2: norms come before
 * attention and feed-forward, queries share keys in groups and are turned by their position, the feed-forward part is gated.
 * What models of one family differ in, such as biases or how positions are scaled, {@link Decoder} reads from the file.
 *
 * @see <a href="https://arxiv.org/abs/2307.09288">Llama 2</a>
 */
interface Family {
    /** The value of {@code general.architecture} that this family reads; the names of its keys begin with it. */
    String architecture();

    /** The size that a file's numbers tell, such as {@code 7B}; empty where they tell none. */
    default Optional<String> sizeClass(Keys keys) {
        return Optional.empty();
    }

    /** The numbers that set it apart. */
    default Traits traits(Keys keys, Config config) {
        return Traits.standard();
    }

    /** Whether its layers may have experts. */
    default boolean hasExperts() {
        return false;
    }

    /** Whether its window slides as in transformers, where llama.cpp lets every layer see all positions. */
    default boolean windowIsTransformers() {
        return false;
    }

    /** What a layer does first: tokens look at those before them. */
    default void attention(Layer layer) {
        layer.norm("attn_norm", layer.x(), layer.h());
        layer.queriesKeysValues(layer.h());
        heads(layer);
        layer.attend();
        layer.product("attn_output", layer.attended(), layer.h());
        layer.add(layer.h(), layer.x());
    }

    /** What becomes of queries and keys before keys are cached. */
    default void heads(Layer layer) {
        layer.turn(layer.q());
        layer.turn(layer.k());
    }

    /** What a layer does then: each token by itself. */
    default void feedForward(Layer layer) {
        layer.norm("ffn_norm", layer.x(), layer.h());
        layer.gateAndUp(layer.h());
        layer.swiGlu(layer.gate(), layer.up());
        layer.product("ffn_down", layer.gate(), layer.h());
        layer.add(layer.h(), layer.x());
    }
}
