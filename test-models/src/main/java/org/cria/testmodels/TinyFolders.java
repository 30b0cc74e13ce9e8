package org.cria.testmodels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tiny folders of every family that Cria converts; what sets a family apart is in at least one of its own. */
public final class TinyFolders {
    private static final String PLAIN = "\"rope_type\": \"default\", \"rope_theta\": ";

    private TinyFolders() {}

    /** By name, such as {@code llama-tied}. */
    public static Map<String, TinyFolder> all() {
        Map<String, TinyFolder> folders = new LinkedHashMap<>();
        llama(folders);
        others(folders);
        gemma(folders);
        return folders;
    }

    /**
     * Writes them.
     *
     * @param args the folder to write into
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("usage: TinyFolders FOLDER");
        }
        for (Map.Entry<String, TinyFolder> each : all().entrySet()) {
            System.out.println(each.getValue().write(Path.of(args[0]).resolve(each.getKey())));
        }
    }

    private static TinyFolder llama() {
        return TinyFolder.of("LlamaForCausalLM").with("hidden_act", "\"silu\"");
    }

    private static void llama(Map<String, TinyFolder> folders) {
        folders.put("llama", llama().rope(PLAIN + "10000.0"));
        folders.put("llama-tied", llama().tied().with("rope_theta", "20000.0").with("rope_scaling", "null"));
        folders.put(
                "llama-biased",
                llama().biased(true).with("attention_bias", true).shards(3));
        folders.put("llama-wide", llama().headDim(32));
        folders.put(
                "llama-linear", llama().rope("\"rope_type\": \"linear\", \"factor\": 4.0, \"rope_theta\": 10000.0"));
        folders.put(
                "llama-yarn",
                llama().rope("\"rope_type\": \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 64,"
                        + " \"attention_factor\": 1.3, \"rope_theta\": 10000.0"));
        folders.put(
                "llama-3.1",
                llama().tokenizer(TinyTokenizer.LLAMA3)
                        .with("rope_theta", "500000.0")
                        .with(
                                "rope_scaling",
                                "{\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0,"
                                        + " \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 64}"));
        folders.put(
                "mistral",
                TinyFolder.of("MistralForCausalLM")
                        .with("sliding_window", 16)
                        .rope(PLAIN + "10000.0")
                        .dtype("BF16"));
        folders.put("mixtral", TinyFolder.of("MixtralForCausalLM").mixtral(4).rope(PLAIN + "1000000.0"));
    }

    private static void others(Map<String, TinyFolder> folders) {
        folders.put(
                "qwen2",
                TinyFolder.of("Qwen2ForCausalLM")
                        .biased(false)
                        .tokenizer(TinyTokenizer.QWEN2)
                        .rope(PLAIN + "1000000.0"));
        folders.put(
                "qwen3",
                TinyFolder.of("Qwen3ForCausalLM")
                        .headDim(32)
                        .headNorms()
                        .tied()
                        .tokenizer(TinyTokenizer.QWEN2)
                        .rope(PLAIN + "1000000.0"));
        folders.put(
                "qwen3-moe",
                TinyFolder.of("Qwen3MoeForCausalLM")
                        .with("model_type", "\"qwen3_moe\"")
                        .headDim(32)
                        .headNorms()
                        .experts(4, 48)
                        .with("norm_topk_prob", true)
                        .tokenizer(TinyTokenizer.QWEN2)
                        .rope(PLAIN + "1000000.0"));
        folders.put(
                "smollm3",
                TinyFolder.of("SmolLM3ForCausalLM")
                        .layers(5)
                        .tied()
                        .tokenizer(TinyTokenizer.LLAMA3)
                        .rope(PLAIN + "2000000.0"));
        folders.put(
                "granite",
                TinyFolder.of("GraniteForCausalLM")
                        .tied()
                        .tokenizer(TinyTokenizer.SMOLLM)
                        .with("attention_multiplier", 0.3)
                        .with("embedding_multiplier", 6.0)
                        .with("residual_multiplier", 0.4)
                        .with("logits_scaling", 3.0)
                        .rope(PLAIN + "10000.0")
                        .dtype("F16"));
        folders.put(
                "phi",
                TinyFolder.of("Phi3ForCausalLM")
                        .fused()
                        .with("sliding_window", 16)
                        .rope(PLAIN + "10000.0"));
        folders.put(
                "phi-long",
                TinyFolder.of("Phi3ForCausalLM")
                        .fused()
                        .with("max_position_embeddings", 512)
                        .with("original_max_position_embeddings", 256)
                        .rope(
                                "\"rope_type\": \"longrope\", \"rope_theta\": 10000.0, \"original_max_position_embeddings\": 256,"
                                        + " \"short_factor\": [1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.35],"
                                        + " \"long_factor\": [1.0, 1.7, 2.4, 3.1, 3.8, 4.5, 5.2, 5.9]"));
    }

    private static void gemma(Map<String, TinyFolder> folders) {
        folders.put("gemma2", gemma("Gemma2ForCausalLM").rope(PLAIN + "10000.0"));
        folders.put(
                "gemma3",
                gemma("Gemma3ForCausalLM")
                        .with("model_type", "\"gemma3_text\"")
                        .headNorms()
                        .layers(7)
                        .rope(
                                "\"full_attention\": {\"rope_type\": \"linear\", \"factor\": 8.0, \"rope_theta\": 1000000.0},"
                                        + " \"sliding_attention\": {\"rope_type\": \"default\", \"rope_theta\": 10000.0}"));
        folders.put(
                "gemma3-four",
                gemma("Gemma3ForCausalLM")
                        .with("model_type", "\"gemma3_text\"")
                        .headNorms()
                        .layers(4)
                        .with(
                                "layer_types",
                                "[\"sliding_attention\", \"full_attention\", \"sliding_attention\", \"full_attention\"]")
                        .with("rope_theta", "1000000.0")
                        .with("rope_local_base_freq", "10000.0"));
    }

    private static TinyFolder gemma(String modelClass) {
        return TinyFolder.of(modelClass)
                .fourNorms()
                .headDim(16)
                .tied()
                .with("query_pre_attn_scalar", 16)
                .with("sliding_window", 8);
    }
}
