package org.cria.model.huggingface;

import java.util.Locale;
import java.util.Optional;
import org.cria.model.gguf.MetadataDraft;

/** Writes a family's metadata keys, whose names begin with the architecture's. */
final class ModelKeys {
    private final MetadataDraft draft;
    private final String architecture;

    ModelKeys(MetadataDraft draft, String architecture) {
        this.draft = draft;
        this.architecture = architecture;
    }

    void u32(String name, int value) {
        draft.u32(architecture + "." + name, value);
    }

    void f32(String name, double value) {
        draft.f32(architecture + "." + name, (float) value);
    }

    void string(String name, String value) {
        draft.string(architecture + "." + name, value);
    }

    /** The keys that every family has. */
    void usual(ModelConfig config) {
        u32("block_count", config.layers());
        u32("context_length", config.contextLength());
        u32("embedding_length", config.embedding());
        u32("feed_forward_length", config.fields().count("intermediate_size"));
        u32("attention.head_count", config.heads());
        u32("attention.head_count_kv", config.kvHeads());
        rope(config);
        f32("attention.layer_norm_rms_epsilon", config.fields().number("rms_norm_eps", 1e-6));
        experts(config);
        if (config.fields().has("head_dim")) {
            headDims(config);
        }
    }

    void headDims(ModelConfig config) {
        u32("attention.key_length", config.headDims());
        u32("attention.value_length", config.headDims());
    }

    private void experts(ModelConfig config) {
        for (String name : new String[] {"num_local_experts", "num_experts"}) {
            if (config.fields().has(name)) {
                u32("expert_count", config.fields().count(name));
                u32("expert_used_count", config.fields().count("num_experts_per_tok"));
                return;
            }
        }
    }

    private void rope(ModelConfig config) {
        JsonFields rope = config.rope();
        switch (config.ropeType().toLowerCase(Locale.ROOT)) {
            case "default",
                    "llama3",
                    "dynamic" -> {} // Llama 3's is a tensor; dynamic scaling begins behind the context
            case "linear" -> {
                string("rope.scaling.type", "linear");
                f32("rope.scaling.factor", rope.number("factor"));
            }
            case "yarn" -> yarn(config, rope);
            default -> throw rope.unsupported("rope_type", "default, linear, yarn, llama3 or dynamic");
        }
        rope.findNumber("rope_theta").ifPresent(base -> f32("rope.freq_base", base));
        config.localRope()
                .flatMap(local -> local.findNumber("rope_theta"))
                .ifPresent(base -> f32("rope.freq_base_swa", base));
    }

    /** The ramp is that of YaRN's paper in llama.cpp, whatever keys say: another one would compute something else. */
    private void yarn(ModelConfig config, JsonFields rope) {
        double factor = rope.number("factor");
        string("rope.scaling.type", "yarn");
        f32("rope.scaling.factor", factor);
        u32(
                "rope.scaling.original_context_length",
                rope.count("original_max_position_embeddings", config.contextLength()));
        expect(rope, "beta_fast", 32);
        expect(rope, "beta_slow", 1);
        if (!rope.flag("truncate", true)) {
            throw rope.unsupported("truncate", "true");
        }
        double usual = factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
        Optional<Double> magnitude = rope.findNumber("attention_factor");
        if (magnitude.isPresent() && magnitude.get().floatValue() != (float) usual) {
            f32("rope.scaling.attn_factor", magnitude.get() / usual);
        } else if (magnitude.isEmpty() && rope.has("mscale")) {
            expect(rope, "mscale_all_dim", rope.number("mscale"));
            f32("rope.scaling.attn_factor", 1 / usual);
        }
    }

    private static void expect(JsonFields fields, String name, double expected) {
        if (fields.number(name, expected) != expected) {
            throw fields.unsupported(name, String.valueOf(expected));
        }
    }
}
