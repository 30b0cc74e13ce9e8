package org.cria.model.family;

/**
 * Qwen 3: queries and keys are normalised head by head before they turn.
 *
 * @see <a href="https://arxiv.org/abs/2505.09388">Qwen3 technical report</a>
 */
final class Qwen3 implements Family {
    @Override
    public String architecture() {
        return "qwen3";
    }

    @Override
    public Traits traits(Keys keys, Config config) {
        return Traits.standard().inHalves();
    }

    @Override
    public void heads(Layer layer) {
        layer.normHeads();
        layer.turn(layer.q());
        layer.turn(layer.k());
    }
}
