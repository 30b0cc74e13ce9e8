package org.cria.model.family;

/** The layers of Gemma 2 and later: norms before and after each part, and a GELU. */
interface GemmaLayers extends Family {
    @Override
    default void attention(Layer layer) {
        layer.norm("attn_norm", layer.x(), layer.h());
        layer.queriesKeysValues(layer.h());
        heads(layer);
        layer.attend();
        layer.product("attn_output", layer.attended(), layer.h());
        layer.norm("post_attention_norm", layer.h(), layer.h());
        layer.add(layer.h(), layer.x());
    }

    @Override
    default void feedForward(Layer layer) {
        layer.norm("ffn_norm", layer.x(), layer.h());
        layer.gateAndUp(layer.h());
        layer.geGlu(layer.gate(), layer.up());
        layer.product("ffn_down", layer.gate(), layer.h());
        layer.norm("post_ffw_norm", layer.h(), layer.h());
        layer.add(layer.h(), layer.x());
    }
}
