package org.cria.model.huggingface;

import java.util.Set;

/** Qwen 2 and 2.5. */
class Qwen2Folder implements FolderFamily {
    @Override
    public Set<String> modelClasses() {
        return Set.of("Qwen2ForCausalLM");
    }

    @Override
    public String architecture() {
        return "qwen2";
    }

    @Override
    public boolean pairsRows() {
        return false;
    }

    @Override
    public void check(ModelConfig config) {
        FolderFamilies.expectActivation(config.fields(), "hidden_act", "silu");
        FolderFamilies.refuse(config.fields(), "use_sliding_window");
    }
}
