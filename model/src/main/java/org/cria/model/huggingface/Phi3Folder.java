package org.cria.model.huggingface;

import java.util.List;
import java.util.Set;

/** Phi 3, 3.5 and 4, the dense ones for text. */
final class Phi3Folder implements FolderFamily {
    @Override
    public Set<String> modelClasses() {
        return Set.of("Phi3ForCausalLM");
    }

    @Override
    public String architecture() {
        return "phi3";
    }

    @Override
    public boolean pairsRows() {
        return false;
    }

    @Override
    public void keys(ModelConfig config, ModelKeys keys) {
        keys.u32("context_length", config.contextLength());
        keys.u32("rope.scaling.original_context_length", original(config));
        keys.u32("embedding_length", config.embedding());
        keys.u32("feed_forward_length", config.fields().count("intermediate_size"));
        keys.u32("block_count", config.layers());
        keys.u32("attention.head_count", config.heads());
        keys.u32("attention.head_count_kv", config.kvHeads());
        keys.f32("attention.layer_norm_rms_epsilon", config.fields().number("rms_norm_eps", 1e-5));
        keys.u32("rope.dimension_count", turning(config));
        keys.f32("rope.freq_base", config.rope().number("rope_theta", 10_000));
        // A window of 0 is how llama.cpp tells Phi 4 from the others.
        keys.u32(
                "attention.sliding_window",
                config.fields().whole("sliding_window").orElse(0));
        switch (config.ropeType()) {
            case "default" -> {}
            case "longrope" -> keys.f32("rope.scaling.attn_factor", magnitude(config));
            default -> throw config.rope().unsupported("rope_type", "default or longrope");
        }
    }

    @Override
    public List<ExtraVector> extras(ModelConfig config) {
        float[] ofLong = config.rope().numbers("long_factor");
        float[] ofShort = config.rope().numbers("short_factor");
        int pairs = turning(config) / 2;
        if (ofLong.length == 0 && !config.ropeType().equals("longrope")) {
            return List.of();
        }
        if (ofLong.length != pairs || ofShort.length != pairs) {
            throw config.rope().wrong(ofLong.length == pairs ? "short_factor" : "long_factor", pairs + " numbers");
        }
        return List.of(
                new ExtraVector("rope_factors_long.weight", ofLong),
                new ExtraVector("rope_factors_short.weight", ofShort));
    }

    private static int original(ModelConfig config) {
        return config.rope().count("original_max_position_embeddings", config.contextLength());
    }

    /** How many values of a head turn. */
    private static int turning(ModelConfig config) {
        return (int) (config.rope().number("partial_rotary_factor", 1) * config.embedding()) / config.heads();
    }

    /** @see <a href="https://arxiv.org/abs/2402.13753">LongRoPE</a> */
    private static double magnitude(ModelConfig config) {
        double scale = (double) config.contextLength() / original(config);
        double usual = scale > 1 ? Math.sqrt(1 + Math.log(scale) / Math.log(original(config))) : 1;
        return config.rope().number("attention_factor", usual);
    }
}
