package org.cria.model.family;

/**
 * Gemma 3, its text part: Gemma 2 without the cap on scores, with norms per head; five layers of six are local.
 *
 * @see <a href="https://arxiv.org/abs/2503.19786">Gemma 3 technical report</a>
 */
final class Gemma3 implements GemmaLayers {
    @Override
    public String architecture() {
        return "gemma3";
    }

    private static final int LARGEST_LAYERS = 62; // of the 27B model, which scales scores by its width

    @Override
    public Traits traits(Keys keys, Config config) {
        boolean largest = config.layers() == LARGEST_LAYERS;
        int dims = largest ? config.embedding() / config.heads(0) : config.headDims();
        return Traits.standard()
                .inHalves()
                .attending((float) (1 / Math.sqrt(dims)), 0)
                .sliding(keys.window(), keys.localLayers(6), keys.positive("rope.freq_base_swa", 10_000))
                .scaling((float) Math.sqrt(config.embedding()), 1)
                .logits(1, keys.number("final_logit_softcapping", 0));
    }

    @Override
    public void heads(Layer layer) {
        layer.normHeads();
        layer.turn(layer.q());
        layer.turn(layer.k());
    }
}
