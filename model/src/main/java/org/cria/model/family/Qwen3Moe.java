package org.cria.model.family;

/**
 * Qwen 3 with experts, whose shares are normalised whatever {@code norm_topk_prob} was, as llama.cpp does.
 *
 * @see <a href="https://arxiv.org/abs/2505.09388">Qwen3 technical report</a>
 */
final class Qwen3Moe implements Family {
    @Override
    public String architecture() {
        return "qwen3moe";
    }

    @Override
    public Traits traits(Keys keys, Config config) {
        return Traits.standard().inHalves();
    }

    @Override
    public boolean hasExperts() {
        return true;
    }

    @Override
    public void heads(Layer layer) {
        layer.normHeads();
        layer.turn(layer.q());
        layer.turn(layer.k());
    }
}
