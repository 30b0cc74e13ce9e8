package org.cria.model.huggingface;

import java.util.Map;
import java.util.Set;

/** Granite 3, the dense ones. */
final class GraniteFolder extends LlamaFolder {
    private static final Map<String, String> FACTORS = Map.of(
            "attention_multiplier", "attention.scale",
            "embedding_multiplier", "embedding_scale",
            "residual_multiplier", "residual_scale",
            "logits_scaling", "logit_scale");

    @Override
    public Set<String> modelClasses() {
        return Set.of("GraniteForCausalLM");
    }

    @Override
    public String architecture() {
        return "granite";
    }

    @Override
    public void keys(ModelConfig config, ModelKeys keys) {
        super.keys(config, keys);
        FACTORS.forEach((name, key) -> config.fields()
                .findNumber(name)
                .filter(factor -> factor != 0)
                .ifPresent(factor -> keys.f32(key, factor)));
    }
}
