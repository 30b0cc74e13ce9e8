package org.cria.model.huggingface;

import java.util.List;
import java.util.Set;
import org.cria.model.json.JsonValue;

/** SmolLM3, in which every fourth layer does not turn. */
final class SmolLm3Folder extends LlamaFolder {
    private static final int STEP = 4;

    @Override
    public Set<String> modelClasses() {
        return Set.of("SmolLM3ForCausalLM");
    }

    @Override
    public String architecture() {
        return "smollm3";
    }

    @Override
    public void check(ModelConfig config) {
        super.check(config);
        FolderFamilies.refuse(config.fields(), "use_sliding_window");
        List<JsonValue> turning = config.fields().items("no_rope_layers");
        for (int layer = 0; layer < turning.size(); layer++) {
            boolean turns = !turning.get(layer).toString().equals("0");
            if (turns == ((layer + 1) % STEP == 0)) {
                throw config.fields().unsupported("no_rope_layers", "0 for every fourth layer and 1 for the others");
            }
        }
    }
}
