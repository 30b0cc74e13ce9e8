package org.cria.model.family;

/**
 * Qwen 2 and 2.5: Llama with biases on queries, keys and values, and rotation in halves.
 *
 * @see <a href="https://arxiv.org/abs/2412.15115">Qwen2.5 technical report</a>
 */
final class Qwen2 implements Family {
    @Override
    public String architecture() {
        return "qwen2";
    }

    @Override
    public Traits traits(Keys keys, Config config) {
        return Traits.standard().inHalves();
    }
}
