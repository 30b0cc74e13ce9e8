package org.cria.model.family;

/**
 * Phi 3, 3.5 and 4: Llama with queries, keys and values in one matrix, gate and up in one, and rotation in halves.
 *
 * @see <a href="https://arxiv.org/abs/2404.14219">Phi-3 technical report</a>
 */
final class Phi3 implements Family {
    @Override
    public String architecture() {
        return "phi3";
    }

    @Override
    public boolean windowIsTransformers() {
        return true;
    }

    /** Its window slides as in transformers; llama.cpp lets every layer see all positions. */
    @Override
    public Traits traits(Keys keys, Config config) {
        return Traits.standard().inHalves().sliding(keys.window(), _ -> true, 0);
    }
}
