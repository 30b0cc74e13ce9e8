package org.cria.model.huggingface;

import java.util.Map;
import java.util.Optional;
import org.cria.model.json.JsonValue;

/**
 * {@code config.json}, in which transformers 4 and 5 name some things differently: {@code rope_scaling} and {@code rope_theta} of the
 * one are {@code rope_parameters} of the other. The numbers of a model with further parts are in {@code text_config}.
 *
 * @param fields of the language model
 * @param rope how positions turn in layers that see all
 * @param localRope how they turn in layers with a window, where that differs
 */
record ModelConfig(JsonFields fields, JsonFields rope, Optional<JsonFields> localRope) {
    private static final String NEW_ROPE = "rope_parameters";
    private static final String OLD_ROPE = "rope_scaling";

    static ModelConfig of(JsonFields file) {
        JsonFields fields = new JsonFields(file.place(), "", file.members());
        file.object("text_config").ifPresent(text -> fields.members().putAll(text.members()));
        if (fields.has("quantization_config")) {
            throw fields.unsupported("quantization_config", "weights in F32, F16 or BF16");
        }
        JsonFields given = fields.object(fields.has(NEW_ROPE) ? NEW_ROPE : OLD_ROPE)
                .orElseGet(() -> new JsonFields(file.place(), NEW_ROPE + ".", Map.of()));
        JsonFields rope = given.object("full_attention").orElse(given);
        for (String name : new String[] {"rope_theta", "partial_rotary_factor", "original_max_position_embeddings"}) {
            JsonValue value = fields.find(name);
            if (value != null) {
                rope.members().putIfAbsent(name, value);
            }
        }
        Optional<JsonFields> local = given.object("sliding_attention");
        JsonValue base = fields.find("rope_local_base_freq");
        if (local.isEmpty() && base != null) {
            local = Optional.of(new JsonFields(file.place(), "", Map.of("rope_theta", base)));
        }
        return new ModelConfig(fields, rope, local);
    }

    /** The class that runs the model in transformers, such as {@code LlamaForCausalLM}. */
    String modelClass() {
        return fields.items("architectures").stream()
                .findFirst()
                .map(first -> first instanceof JsonValue.Text(String name) ? name : first.toString())
                .orElseThrow(
                        () -> fields.missing("architectures", "the model's class, such as [\"LlamaForCausalLM\"]"));
    }

    /** {@code default}, {@code linear}, {@code yarn}, {@code llama3}, {@code longrope} … */
    String ropeType() {
        String type = rope.findText("rope_type").or(() -> rope.findText("type")).orElse("default");
        return type.equals("su") ? "longrope" : type;
    }

    int layers() {
        return fields.count("num_hidden_layers");
    }

    int embedding() {
        return fields.count("hidden_size");
    }

    int heads() {
        return fields.count("num_attention_heads");
    }

    int kvHeads() {
        return fields.count("num_key_value_heads", heads());
    }

    /** The width of a head. */
    int headDims() {
        return fields.count("head_dim", Math.max(1, embedding() / heads()));
    }

    int vocabulary() {
        return fields.count("vocab_size");
    }

    int contextLength() {
        return fields.count("max_position_embeddings");
    }

    /** Sets what a config may leave out since its class has it. */
    void setDefault(String name, int value) {
        if (!fields.has(name)) {
            fields.members().put(name, JsonValue.parse(String.valueOf(value)));
        }
    }
}
