package org.cria.testmodels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model of random weights as it is published on the Hugging Face hub: {@code config.json}, a tokenizer and safetensors with the names
 * and shapes that the classes of transformers have. The same options give the same bytes on every machine.
 */
public final class TinyFolder {
    private static final int PIECES = 384;
    private static final int DIM = 64;
    private static final int WIDTH = 96;
    private static final int HEADS = 4;
    private static final int KV_HEADS = 2;

    private final String modelClass;
    private final Map<String, String> config = new LinkedHashMap<>();
    private TinyTokenizer tokenizer = TinyTokenizer.SENTENCE_PIECES;
    private String dtype = "F32";
    private int shards = 1;
    private int layers = 2;
    private int headDim = DIM / HEADS;
    private int experts;
    private int expertWidth = WIDTH;
    private boolean mixtral;
    private boolean tied;
    private boolean biased;
    private boolean biasedOutput;
    private boolean headNorms;
    private boolean fused;
    private boolean fourNorms;

    private TinyFolder(String modelClass) {
        this.modelClass = modelClass;
        with("model_type", "\"" + modelClass.replace("ForCausalLM", "").toLowerCase(Locale.ROOT) + "\"");
        with("vocab_size", PIECES).with("hidden_size", DIM).with("intermediate_size", WIDTH);
        with("num_attention_heads", HEADS).with("num_key_value_heads", KV_HEADS);
        with("max_position_embeddings", 256).with("rms_norm_eps", "1e-06");
        with("bos_token_id", 1).with("eos_token_id", 2).with("pad_token_id", "null");
    }

    /** A folder for a class of transformers, such as {@code LlamaForCausalLM}: 2 layers, 64 wide, 4 heads over 2, 384 pieces. */
    public static TinyFolder of(String modelClass) {
        return new TinyFolder(modelClass);
    }

    /** A member of {@code config.json}, as JSON. */
    public TinyFolder with(String name, Object json) {
        config.put(name, String.valueOf(json));
        return this;
    }

    /** How positions turn. */
    public TinyFolder rope(String members) {
        return with("rope_parameters", "{" + members + "}");
    }

    public TinyFolder tokenizer(TinyTokenizer kind) {
        tokenizer = kind;
        return this;
    }

    /** The type of all tensors: F32, F16 or BF16. */
    public TinyFolder dtype(String name) {
        dtype = name;
        return this;
    }

    /** Spreads the weights over so many files. */
    public TinyFolder shards(int count) {
        shards = count;
        return this;
    }

    public TinyFolder layers(int count) {
        layers = count;
        return this;
    }

    /** A width of heads that is said, not worked out. */
    public TinyFolder headDim(int values) {
        headDim = values;
        return with("head_dim", values);
    }

    /** The embeddings are the head. */
    public TinyFolder tied() {
        tied = true;
        return with("tie_word_embeddings", true);
    }

    /** Biases of queries, keys and values, and of what follows attention. */
    public TinyFolder biased(boolean output) {
        biased = true;
        biasedOutput = output;
        return this;
    }

    /** Norms of each head. */
    public TinyFolder headNorms() {
        headNorms = true;
        return this;
    }

    /** Queries, keys and values in one matrix, gate and up in one. */
    public TinyFolder fused() {
        fused = true;
        return this;
    }

    /** Norms before and after each part, whose gains are stored less 1: Gemma. */
    public TinyFolder fourNorms() {
        fourNorms = true;
        return this;
    }

    /** Experts with Mixtral's names. */
    public TinyFolder mixtral(int count) {
        mixtral = true;
        experts = count;
        return with("num_local_experts", count).with("num_experts_per_tok", 2);
    }

    /** Experts with Qwen's names, of a width of their own. */
    public TinyFolder experts(int count, int width) {
        experts = count;
        expertWidth = width;
        return with("num_experts", count).with("num_experts_per_tok", 2).with("moe_intermediate_size", width);
    }

    /** Writes the folder, which is made, and returns it. */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        with("num_hidden_layers", layers).with("architectures", "[\"" + modelClass + "\"]");
        Files.writeString(
                folder.resolve("config.json"),
                config.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\": " + entry.getValue())
                        .collect(Collectors.joining(",\n  ", "{\n  ", "\n}\n")));
        tokenizer.write(folder, PIECES);
        SafetensorsWriter weights = weights();
        if (shards > 1) {
            weights.writeShards(folder, shards);
        } else {
            weights.write(folder.resolve("model.safetensors"));
        }
        return folder;
    }

    private SafetensorsWriter weights() {
        Weights weights = new Weights(new SafetensorsWriter(), dtype);
        weights.matrix("model.embed_tokens", PIECES, DIM);
        for (int layer = 0; layer < layers; layer++) {
            layer(weights, "model.layers." + layer + ".");
        }
        gain(weights, "model.norm", DIM);
        if (!tied) {
            weights.matrix("lm_head", PIECES, DIM);
        }
        return weights.writer();
    }

    private void layer(Weights weights, String block) {
        int queries = HEADS * headDim;
        int keys = KV_HEADS * headDim;
        gain(weights, block + "input_layernorm", DIM);
        gain(weights, block + "post_attention_layernorm", DIM);
        if (fourNorms) {
            gain(weights, block + "pre_feedforward_layernorm", DIM);
            gain(weights, block + "post_feedforward_layernorm", DIM);
        }
        String attention = block + "self_attn.";
        if (headNorms) {
            gain(weights, attention + "q_norm", headDim);
            gain(weights, attention + "k_norm", headDim);
        }
        if (fused) {
            weights.matrix(attention + "qkv_proj", queries + 2 * keys, DIM);
        } else {
            projection(weights, attention + "q_proj", queries, DIM, biased);
            projection(weights, attention + "k_proj", keys, DIM, biased);
            projection(weights, attention + "v_proj", keys, DIM, biased);
        }
        projection(weights, attention + "o_proj", DIM, queries, biasedOutput);
        feedForward(weights, block);
    }

    private void feedForward(Weights weights, String block) {
        if (experts == 0) {
            if (fused) {
                weights.matrix(block + "mlp.gate_up_proj", 2 * WIDTH, DIM);
            } else {
                weights.matrix(block + "mlp.gate_proj", WIDTH, DIM);
                weights.matrix(block + "mlp.up_proj", WIDTH, DIM);
            }
            weights.matrix(block + "mlp.down_proj", DIM, WIDTH);
            return;
        }
        String part = block + (mixtral ? "block_sparse_moe." : "mlp.");
        weights.matrix(part + "gate", experts, DIM);
        for (int expert = 0; expert < experts; expert++) {
            String name = part + "experts." + expert + ".";
            weights.matrix(name + (mixtral ? "w1" : "gate_proj"), expertWidth, DIM);
            weights.matrix(name + (mixtral ? "w2" : "down_proj"), DIM, expertWidth);
            weights.matrix(name + (mixtral ? "w3" : "up_proj"), expertWidth, DIM);
        }
    }

    private static void projection(Weights weights, String name, int rows, int columns, boolean biased) {
        weights.matrix(name, rows, columns);
        if (biased) {
            weights.vector(name + ".bias", rows, 0);
        }
    }

    private void gain(Weights weights, String name, int values) {
        weights.vector(name + ".weight", values, fourNorms ? 0 : 1);
    }

    private record Weights(SafetensorsWriter writer, String dtype) {
        void matrix(String name, int rows, int columns) {
            float[] values = noise(name).gaussians(rows * columns, 0, 1 / StrictMath.sqrt(columns));
            writer.tensor(name + ".weight", dtype, encoded(values), rows, columns);
        }

        void vector(String name, int length, double mean) {
            writer.tensor(name, dtype, encoded(noise(name).gaussians(length, mean, 0.1)), length);
        }

        private static Noise noise(String name) {
            return new Noise(24, name);
        }

        private byte[] encoded(float[] values) {
            return switch (dtype) {
                case "F32" -> Encoder.f32(values);
                case "F16" -> Encoder.f16(values);
                case "BF16" -> Encoder.bf16(values);
                default -> throw new IllegalArgumentException(dtype + " among " + Arrays.asList("F32", "F16", "BF16"));
            };
        }
    }
}
