package org.cria.model.huggingface;

import java.util.Set;

/** Qwen 3, the dense ones. */
final class Qwen3Folder extends Qwen2Folder {
    @Override
    public Set<String> modelClasses() {
        return Set.of("Qwen3ForCausalLM");
    }

    @Override
    public String architecture() {
        return "qwen3";
    }

    @Override
    public void check(ModelConfig config) {
        super.check(config);
        config.setDefault("head_dim", 128);
    }
}
