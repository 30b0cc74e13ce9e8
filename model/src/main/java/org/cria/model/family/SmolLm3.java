package org.cria.model.family;

/**
 * SmolLM3: Llama in which every fourth layer's queries and keys do not turn.
 *
 * @see <a href="https://arxiv.org/abs/2501.18795">RoPE to NoPE and back again</a>
 */
final class SmolLm3 implements Family {
    @Override
    public String architecture() {
        return "smollm3";
    }

    /** As in llama.cpp, no key of the file tells which layers turn. */
    private static final int STEP = 4;

    @Override
    public Traits traits(Keys keys, Config config) {
        return Traits.standard()
                .turning(layer -> (layer + 1) % STEP != 0)
                .attending(Math.max(0, keys.number("attention.scale", 0)), 0);
    }
}
