package org.cria.model.family;

import java.util.Optional;

/**
 * The llama architecture: Llama 1 and 2, TinyLlama, Mistral 7B, Llama 3 to 3.2 and whatever else was converted as such.
 *
 * @see <a href="https://arxiv.org/abs/2302.13971">LLaMA</a>
 * @see <a href="https://arxiv.org/abs/2307.09288">Llama 2</a>
 * @see <a href="https://arxiv.org/abs/2407.21783">The Llama 3 herd of models</a>
 */
final class Llama implements Family {
    @Override
    public String architecture() {
        return "llama";
    }

    @Override
    public boolean hasExperts() {
        return true;
    }

    @Override
    public boolean windowIsTransformers() {
        return true;
    }

    /** Mistral 7B's first version has a window, which slides as in transformers; llama.cpp does not read it. */
    @Override
    public Traits traits(Keys keys, Config config) {
        return Traits.standard().sliding(keys.window(), _ -> true, 0);
    }

    /** @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/models/llama.cpp">llama.cpp's table</a> */
    @Override
    public Optional<String> sizeClass(Keys keys) {
        if (keys.find("expert_count").orElse(0) > 0) {
            return Optional.empty();
        }
        return switch (keys.find("block_count").orElse(0)) {
            case 16, 22 -> Optional.of("1B");
            case 26, 28 -> Optional.of("3B");
            case 30 -> Optional.of("256M");
            case 32 -> Optional.of(keys.pieces() < 40_000 ? "7B" : "8B");
            case 36 -> Optional.of("8B");
            case 40 -> Optional.of("13B");
            case 48 -> Optional.of("34B");
            case 60 -> Optional.of("30B");
            case 80 ->
                Optional.of(
                        keys.find("attention.head_count").equals(keys.find("attention.head_count_kv")) ? "65B" : "70B");
            default -> Optional.empty();
        };
    }
}
