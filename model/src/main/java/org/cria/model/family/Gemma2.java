package org.cria.model.family;

/**
 * Gemma 2: norms before and after each part, a GELU, soft caps on scores and logits; every other layer is local.
 *
 * @see <a href="https://arxiv.org/abs/2408.00118">Gemma 2</a>
 */
final class Gemma2 implements GemmaLayers {
    @Override
    public String architecture() {
        return "gemma2";
    }

    private static final int LARGEST_LAYERS = 46; // of the 27B model, which scales scores by its width

    @Override
    public Traits traits(Keys keys, Config config) {
        boolean largest = config.layers() == LARGEST_LAYERS;
        int dims = largest ? config.embedding() / config.heads(0) : config.headDims();
        int window = keys.has("attention.sliding_window") ? keys.window() : 4096;
        return Traits.standard()
                .inHalves()
                .attending((float) (1 / Math.sqrt(dims)), keys.number("attn_logit_softcapping", 50))
                .sliding(window, keys.localLayers(2), keys.number("rope.freq_base_swa", 0))
                .scaling((float) Math.sqrt(config.embedding()), 1)
                .logits(1, keys.number("final_logit_softcapping", 30));
    }
}
