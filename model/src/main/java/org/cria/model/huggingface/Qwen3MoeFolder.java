package org.cria.model.huggingface;

import java.util.Set;

/** Qwen 3 with experts in every layer. */
final class Qwen3MoeFolder extends Qwen2Folder {
    @Override
    public Set<String> modelClasses() {
        return Set.of("Qwen3MoeForCausalLM");
    }

    @Override
    public String architecture() {
        return "qwen3moe";
    }

    @Override
    public void check(ModelConfig config) {
        super.check(config);
        JsonFields fields = config.fields();
        if (!fields.flag("norm_topk_prob", false)) {
            throw fields.unsupported("norm_topk_prob", "true");
        }
        if (fields.count("decoder_sparse_step", 1) != 1) {
            throw fields.unsupported("decoder_sparse_step", "1: experts in every layer");
        }
        if (!fields.items("mlp_only_layers").isEmpty()) {
            throw fields.unsupported("mlp_only_layers", "[]: experts in every layer");
        }
    }

    @Override
    public void keys(ModelConfig config, ModelKeys keys) {
        super.keys(config, keys);
        keys.u32("expert_feed_forward_length", config.fields().count("moe_intermediate_size"));
    }
}
