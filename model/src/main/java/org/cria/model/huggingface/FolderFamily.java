package org.cria.model.huggingface;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the folders of a family become a model file: Llama's way unless a family says more. */
interface FolderFamily {
    /** The names of layers' tensors here and in a file, without {@code .weight} and {@code .bias}. */
    Map<String, String> LLAMA_NAMES = Map.ofEntries(
            Map.entry("input_layernorm", "attn_norm"),
            Map.entry("self_attn.q_proj", "attn_q"),
            Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"),
            Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("self_attn.q_norm", "attn_q_norm"),
            Map.entry("self_attn.k_norm", "attn_k_norm"),
            Map.entry("self_attn.qkv_proj", "attn_qkv"),
            Map.entry("post_attention_layernorm", "ffn_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"),
            Map.entry("mlp.up_proj", "ffn_up"),
            Map.entry("mlp.down_proj", "ffn_down"),
            Map.entry("mlp.gate_up_proj", "ffn_up"),
            Map.entry("mlp.gate", "ffn_gate_inp"),
            Map.entry("block_sparse_moe.gate", "ffn_gate_inp"));

    /** The classes of transformers that run such models. */
    Set<String> modelClasses();

    /** {@code general.architecture} of the file. */
    String architecture();

    /** The names of layers' tensors here and in a file. */
    default Map<String, String> names() {
        return LLAMA_NAMES;
    }

    /** Whether the file has the rows of queries and keys in pairs that turn together, where folders have all first halves before. */
    default boolean pairsRows() {
        return true;
    }

    /** What is added to the gains of norms. */
    default float normShift() {
        return 0;
    }

    /** Whether a head beside the embeddings is kept where the folder has one. */
    default boolean keepsHead() {
        return true;
    }

    /** Fills in what the family's class has where the config leaves it out, and refuses what the family here cannot do. */
    default void check(ModelConfig config) {
        FolderFamilies.expectActivation(config.fields(), "hidden_act", "silu");
    }

    /** Writes the family's keys. */
    default void keys(ModelConfig config, ModelKeys keys) {
        keys.usual(config);
    }

    /** Vectors that the config gives and the weights do not have. */
    default List<ExtraVector> extras(ModelConfig config) {
        return List.of();
    }

    /**
     * A vector of the file.
     *
     * @param values [length]
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, written once
    record ExtraVector(String name, float[] values) {}
}
