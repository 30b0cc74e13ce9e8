package org.cria.model.huggingface;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.json.JsonValue;

/** Gemma 2 and later: gains are stored less 1, a layer has four norms, and the embeddings are the head. */
interface GemmaFolder extends FolderFamily {
    @Override
    default Map<String, String> names() {
        Map<String, String> names = new HashMap<>(LLAMA_NAMES);
        names.put("post_attention_layernorm", "post_attention_norm");
        names.put("pre_feedforward_layernorm", "ffn_norm");
        names.put("post_feedforward_layernorm", "post_ffw_norm");
        return names;
    }

    @Override
    default boolean pairsRows() {
        return false;
    }

    @Override
    default float normShift() {
        return 1;
    }

    @Override
    default boolean keepsHead() {
        return false;
    }

    /** Refuses what no Gemma here computes. */
    static void check(ModelConfig config, int largestLayers) {
        JsonFields fields = config.fields();
        FolderFamilies.expectActivation(fields, "hidden_activation", "gelu_pytorch_tanh");
        FolderFamilies.refuse(fields, "use_bidirectional_attention");
        config.setDefault("head_dim", 256);
        boolean largest = config.layers() == largestLayers;
        int scaled = largest ? config.embedding() / config.heads() : config.headDims();
        if (fields.number("query_pre_attn_scalar", scaled) != scaled) {
            throw fields.unsupported("query_pre_attn_scalar", scaled + ", as models of this size have it");
        }
    }

    /**
     * After how many layers one comes that sees all; 0 where none does.
     *
     * @param period where the config does not tell
     */
    static int period(ModelConfig config, int period) {
        JsonFields fields = config.fields();
        List<JsonValue> types = fields.items("layer_types");
        if (types.isEmpty()) {
            return fields.count("sliding_window_pattern", fields.count("_sliding_window_pattern", period));
        }
        int first = types.indexOf(new JsonValue.Text("full_attention")) + 1;
        for (int layer = 0; layer < types.size(); layer++) {
            boolean all = types.get(layer).equals(new JsonValue.Text("full_attention"));
            if (all != (first > 0 && (layer + 1) % first == 0)) {
                throw fields.unsupported("layer_types", "a full_attention after the same number of others each time");
            }
        }
        return first;
    }
}
