package org.cria.model.huggingface;

import java.util.Set;

/** Gemma 2. */
final class Gemma2Folder implements GemmaFolder {
    private static final int LARGEST_LAYERS = 46;

    @Override
    public Set<String> modelClasses() {
        return Set.of("Gemma2ForCausalLM");
    }

    @Override
    public String architecture() {
        return "gemma2";
    }

    @Override
    public void check(ModelConfig config) {
        GemmaFolder.check(config, LARGEST_LAYERS);
        if (GemmaFolder.period(config, 2) != 2) {
            throw config.fields().unsupported("layer_types", "every second one full_attention");
        }
        double base = config.rope().number("rope_theta", 10_000);
        if (!config.ropeType().equals("default") || base != 10_000) {
            throw config.rope().unsupported(base == 10_000 ? "rope_type" : "rope_theta", "default, 10000");
        }
    }

    @Override
    public void keys(ModelConfig config, ModelKeys keys) {
        JsonFields fields = config.fields();
        keys.u32("context_length", config.contextLength());
        keys.u32("embedding_length", config.embedding());
        keys.u32("block_count", config.layers());
        keys.u32("feed_forward_length", fields.count("intermediate_size"));
        keys.u32("attention.head_count", config.heads());
        keys.u32("attention.head_count_kv", config.kvHeads());
        keys.f32("attention.layer_norm_rms_epsilon", fields.number("rms_norm_eps", 1e-6));
        keys.headDims(config);
        keys.f32("attn_logit_softcapping", cap(fields, "attn_logit_softcapping", 50));
        keys.f32("final_logit_softcapping", cap(fields, "final_logit_softcapping", 30));
        keys.u32("attention.sliding_window", fields.count("sliding_window", 4096));
    }

    /** What is null is off, which is another thing than what is left out. */
    private static double cap(JsonFields fields, String name, double fallback) {
        return fields.members().containsKey(name) ? fields.number(name, 0) : fallback;
    }
}
