package org.cria.testmodels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tiny models of every family that Cria knows, in two shapes: one whose rows the formats with large blocks fit, and a smaller one with
 * an odd number of heads, the output of one tied and of the other not. What sets a family apart is in at least one of the two.
 */
public final class FamilyModels {
    private static final long SEED = 20;
    private static final int F32 = 0;

    private FamilyModels() {}

    /** By name, such as {@code qwen3} or {@code qwen3-odd}. */
    public static Map<String, TinyModel> all() {
        Map<String, TinyModel> models = new LinkedHashMap<>();
        llama(models);
        qwen(models);
        smollmAndGranite(models);
        phi3(models);
        gemma(models);
        return models;
    }

    /**
     * Writes the set.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("usage: FamilyModels FOLDER");
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, TinyModel> model : all().entrySet()) {
            System.out.println(model.getValue().write(folder.resolve(model.getKey() + ".gguf")));
        }
    }

    /** Experts as in Mixtral; heads wider than their part of the width as in Mistral Nemo. */
    private static void llama(Map<String, TinyModel> models) {
        models.put("mixtral", even("llama").experts(8, 2));
        models.put("mixtral-odd", odd("llama").experts(5, 3));
        models.put("nemo", even("llama").heads(4).kvHeads(2).headDim(128));
        models.put("nemo-odd", odd("llama").headDim(40).tied());
    }

    private static void qwen(Map<String, TinyModel> models) {
        models.put("qwen2", even("qwen2").biasedQkv());
        models.put("qwen2-odd", odd("qwen2").biasedQkv().tied());
        models.put("qwen3", headNorms(even("qwen3").headDim(64), 64));
        models.put("qwen3-odd", headNorms(odd("qwen3"), 32).tied());
        models.put("qwen3moe", headNorms(moe(8, 2, 256, even("qwen3moe")).headDim(64), 64));
        models.put(
                "qwen3moe-odd", headNorms(moe(7, 3, 160, odd("qwen3moe")), 32).tied());
    }

    /** Norms of each head of queries and keys. */
    private static TinyModel headNorms(TinyModel model, int values) {
        return model.gain("attn_q_norm", values).gain("attn_k_norm", values);
    }

    /** Experts whose width is told apart from that of the feed-forward part, which there is none of. */
    private static TinyModel moe(int experts, int used, int width, TinyModel model) {
        return model.experts(experts, used)
                .ffn(width)
                .adding(writer -> writer.u32("qwen3moe.expert_feed_forward_length", width));
    }

    private static void smollmAndGranite(Map<String, TinyModel> models) {
        models.put("smollm3", even("smollm3").layers(4));
        models.put("smollm3-odd", odd("smollm3").layers(5).tied());
        models.put("granite", granite(even("granite")));
        models.put("granite-odd", granite(odd("granite")).tied());
    }

    private static TinyModel granite(TinyModel model) {
        return model.adding(writer -> writer.f32("granite.attention.scale", 0.4f)
                .f32("granite.embedding_scale", 0.5f)
                .f32("granite.residual_scale", 1.6f)
                .f32("granite.logit_scale", 2.5f));
    }

    /** Short factors in the one, which is read at its original length; long ones in the other, half of whose heads turn. */
    private static void phi3(Map<String, TinyModel> models) {
        models.put("phi3", even("phi3").fused().adding(writer -> factors(writer, 16, 256)));
        models.put("phi3-odd", odd("phi3").fused().tied().turning(16).adding(writer -> factors(writer, 8, 64)));
    }

    private static void factors(GgufWriter writer, int pairs, int original) {
        float[] ofLong = new float[pairs];
        float[] ofShort = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            ofLong[i] = 1 + i * 0.7f;
            ofShort[i] = 1 + i * 0.05f;
        }
        writer.u32("phi3.rope.scaling.original_context_length", original)
                .f32("phi3.rope.scaling.attn_factor", 1.19f)
                .tensor("rope_factors_long.weight", F32, Encoder.f32(ofLong), pairs)
                .tensor("rope_factors_short.weight", F32, Encoder.f32(ofShort), pairs);
    }

    private static void gemma(Map<String, TinyModel> models) {
        models.put("gemma2", gemma(even("gemma2"), 256).layers(3).adding(FamilyModels::gemma2));
        models.put("gemma2-odd", gemma(odd("gemma2"), 96).adding(FamilyModels::gemma2));
        models.put(
                "gemma3",
                headNorms(gemma(even("gemma3"), 256), 32)
                        .layers(4)
                        .adding(writer -> writer.u32("gemma3.attention.sliding_window", 48)
                                .u32("gemma3.attention.sliding_window_pattern", 3)
                                .f32("gemma3.rope.scaling.factor", 4)
                                .string("gemma3.rope.scaling.type", "linear")));
        models.put(
                "gemma3-odd",
                headNorms(gemma(odd("gemma3"), 96), 32)
                        .layers(7)
                        .adding(writer -> writer.u32("gemma3.attention.sliding_window", 20)));
    }

    private static TinyModel gemma(TinyModel model, int dim) {
        // Embeddings are large, since they are scaled, and would outweigh what layers add.
        return model.tied().gain("post_attention_norm", dim, 8).gain("post_ffw_norm", dim, 8);
    }

    private static void gemma2(GgufWriter writer) {
        writer.u32("gemma2.attention.sliding_window", 32)
                .f32("gemma2.attn_logit_softcapping", 1.5f)
                .f32("gemma2.final_logit_softcapping", 15);
    }

    private static TinyModel even(String architecture) {
        return TinyModel.seeded(SEED).architecture(architecture);
    }

    /** Three heads of 32 over one. */
    private static TinyModel odd(String architecture) {
        return TinyModel.seeded(SEED + 1)
                .architecture(architecture)
                .dim(96)
                .ffn(160)
                .heads(3)
                .kvHeads(1);
    }
}
