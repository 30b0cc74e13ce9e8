package org.cria.model.quantise;

import java.util.List;

/** What a tensor does, as far as the choice of its format asks. */
enum TensorRole {
    OUTPUT,
    TOKEN_EMBEDDING,
    ATTENTION_QKV,
    ATTENTION_V,
    ATTENTION_K,
    ATTENTION_OUTPUT,
    FFN_DOWN,
    OTHER;

    /** Parts of names of tensors that are small, or that rounding would harm, and so stay as they are. */
    private static final List<String> KEPT = List.of(
            "_norm.weight",
            "ffn_gate_inp.weight",
            "ffn_gate_tid2eid.weight",
            "altup",
            "laurel",
            "per_layer_model_proj",
            "ssm_conv1d",
            "shortconv.conv.weight",
            "indexer.k_proj.weight",
            "indexer.q_proj.weight",
            "time_mix_first.weight",
            "time_mix_w0.weight",
            "time_mix_w1.weight",
            "time_mix_w2.weight",
            "time_mix_v0.weight",
            "time_mix_v1.weight",
            "time_mix_v2.weight",
            "time_mix_a0.weight",
            "time_mix_a1.weight",
            "time_mix_a2.weight",
            "time_mix_g1.weight",
            "time_mix_g2.weight",
            "time_mix_decay_w1.weight",
            "time_mix_decay_w2.weight",
            "time_mix_lerp_fused.weight",
            "attn_rel_b.weight",
            ".position_embd",
            "sam.pos_embd",
            "sam.neck.",
            "sam.net_",
            ".rel_pos",
            ".patch_embd",
            ".patch_merger",
            "a.rvq.codebook",
            "mm.a.code_embd");

    static TensorRole of(String name) {
        if (name.equals("output.weight")) {
            return OUTPUT;
        }
        if (name.equals("token_embd.weight") || name.equals("per_layer_token_embd.weight")) {
            return TOKEN_EMBEDDING;
        }
        if (name.contains("attn_qkv.weight")) {
            return ATTENTION_QKV;
        }
        if (name.contains("attn_kv_b.weight") || name.contains("attn_v.weight")) {
            return ATTENTION_V;
        }
        if (name.contains("attn_k.weight")) {
            return ATTENTION_K;
        }
        if (name.contains("attn_output.weight")) {
            return ATTENTION_OUTPUT;
        }
        boolean other = name.contains("attn_q.weight") || name.contains("ffn_up") || name.contains("ffn_gate");
        return name.contains("ffn_down") && !other ? FFN_DOWN : OTHER;
    }

    /** Whether it has the values of attention, on which errors weigh most. */
    boolean isValue() {
        return this == ATTENTION_V || this == ATTENTION_QKV;
    }

    /** Whether a tensor of this name may be quantised at all. */
    static boolean mayBeQuantised(String name) {
        return name.endsWith("weight")
                && !name.equals("position_embd.weight")
                && !name.equals("token_types.weight")
                && KEPT.stream().noneMatch(name::contains);
    }
}
