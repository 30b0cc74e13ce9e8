package org.cria.model.huggingface;

import java.util.Map;
import java.util.Set;

/** Gemma 3, its text part. */
final class Gemma3Folder implements GemmaFolder {
    private static final int LARGEST_LAYERS = 62;
    private static final int PERIOD = 6;

    /** What the class of transformers has, and the first configs left out. */
    private static final Map<String, Integer> DEFAULTS = Map.of(
            "num_attention_heads", 8,
            "num_key_value_heads", 4,
            "head_dim", 256,
            "max_position_embeddings", 131_072,
            "sliding_window", 4096,
            "vocab_size", 262_208);

    @Override
    public Set<String> modelClasses() {
        return Set.of("Gemma3ForCausalLM", "Gemma3ForConditionalGeneration");
    }

    @Override
    public String architecture() {
        return "gemma3";
    }

    @Override
    public void check(ModelConfig config) {
        DEFAULTS.forEach(config::setDefault);
        GemmaFolder.check(config, LARGEST_LAYERS);
        if (config.fields().has("attn_logit_softcapping")) {
            throw config.fields().unsupported("attn_logit_softcapping", "null");
        }
    }

    @Override
    public void keys(ModelConfig config, ModelKeys keys) {
        keys.usual(config);
        if (!config.rope().has("rope_theta")) {
            keys.f32("rope.freq_base", 1_000_000);
        }
        double cap = config.fields().number("final_logit_softcapping", 0);
        if (cap != 0) {
            keys.f32("final_logit_softcapping", cap);
        }
        keys.u32("attention.sliding_window", config.fields().count("sliding_window"));
        int period = GemmaFolder.period(config, PERIOD);
        // Without a full one in so few layers, the period of llama.cpp says the same.
        if (period != PERIOD && !(period == 0 && config.layers() < PERIOD)) {
            keys.u32("attention.sliding_window_pattern", period);
        }
    }
}
