package org.cria.testmodels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/**
 * A model of random weights, Llama unless a test says more, scaled so that its logits are peaked as a trained model's are: leaving a step out, or a
 * wrong RoPE, shows. The same options give the same bytes on every machine.
 */
public final class TinyModel {
    private static final double PEAKED = 4;

    private final long seed;
    private final Map<String, Format> formats = new HashMap<>();
    private final Map<String, Gain> gains = new LinkedHashMap<>();
    private final List<Consumer<GgufWriter>> additions = new ArrayList<>();
    private String architecture = "llama";
    private int dim = 256;
    private int[] ffn = {512};
    private int layers = 2;
    private int[] heads = {8};
    private int[] kvHeads = {4};
    private int headDim;
    private int context = 256;
    private int vocabulary = 384;
    private boolean tied;
    private boolean biased;
    private boolean biasedOutput = true;
    private boolean fused;
    private int turning;
    private int experts;
    private int usedExperts;
    private Rope rope = Rope.PLAIN;
    private Format format = Formats.F32;

    /** How positions are scaled. */
    public enum Rope {
        PLAIN,
        /** {@code rope.scaling.type} linear, factor 4. */
        LINEAR,
        /** {@code rope.scaling.type} yarn, factor 4, from a quarter of the context. */
        YARN,
        /** Llama 3.1's: divisors in {@code rope_freqs.weight}, as if trained on a quarter of the context; base 500,000. */
        LLAMA3
    }

    private TinyModel(long seed) {
        this.seed = seed;
    }

    /** 256 wide, 512 in the feed-forward part, 2 layers, 8 heads, 4 for keys and values, 384 pieces, context 256, F32. */
    public static TinyModel seeded(long seed) {
        return new TinyModel(seed);
    }

    /** {@code general.architecture}, with which the names of its keys begin. */
    public TinyModel architecture(String name) {
        architecture = name;
        return this;
    }

    private record Gain(int values, double mean) {}

    /** A further vector of values around 1 in every layer, such as {@code attn_q_norm}. */
    public TinyModel gain(String name, int values) {
        return gain(name, values, 1);
    }

    /** The same of values around another. */
    public TinyModel gain(String name, int values, double mean) {
        gains.put(name, new Gain(values, mean));
        return this;
    }

    /** Further keys or tensors, whatever the architecture has. */
    public TinyModel adding(Consumer<GgufWriter> more) {
        additions.add(more);
        return this;
    }

    /** Width of the residual stream. */
    public TinyModel dim(int values) {
        dim = values;
        return this;
    }

    public TinyModel ffn(int... values) {
        ffn = values.clone();
        return this;
    }

    public TinyModel layers(int count) {
        layers = count;
        return this;
    }

    /** Heads of queries, or each layer's; then the head's width must be set. */
    public TinyModel heads(int... count) {
        heads = count.clone();
        return this;
    }

    /** Heads of keys and values, or each layer's. */
    public TinyModel kvHeads(int... count) {
        kvHeads = count.clone();
        return this;
    }

    /** Width of one head if it is not {@code dim / heads}; then the file states it. */
    public TinyModel headDim(int values) {
        headDim = values;
        return this;
    }

    public TinyModel context(int tokens) {
        context = tokens;
        return this;
    }

    /** The size of the vocabulary, at least 286 pieces. */
    public TinyModel vocabulary(int pieces) {
        vocabulary = pieces;
        return this;
    }

    /** No {@code output.weight}: the embedding serves. */
    public TinyModel tied() {
        tied = true;
        return this;
    }

    /** Biases on q, k, v and the attention's output. */
    public TinyModel biased() {
        biased = true;
        return this;
    }

    /** Queries, keys and values in one matrix, gate and up in another. */
    public TinyModel fused() {
        fused = true;
        return this;
    }

    /** So many feed-forward parts in each layer, of which some compute a token. */
    public TinyModel experts(int count, int used) {
        experts = count;
        usedExperts = used;
        return this;
    }

    /** Biases on q, k and v alone. */
    public TinyModel biasedQkv() {
        biasedOutput = false;
        return biased();
    }

    /** How many values of a head turn, if not all. */
    public TinyModel turning(int values) {
        turning = values;
        return this;
    }

    public TinyModel rope(Rope scaling) {
        rope = scaling;
        return this;
    }

    /** The format of all matrices that have none of their own; vectors are F32. */
    public TinyModel format(Format all) {
        format = all;
        return this;
    }

    /** The format of one matrix, such as {@code output.weight}. */
    public TinyModel format(String tensor, Format one) {
        formats.put(tensor, one);
        return this;
    }

    /** The file in memory. */
    public GgufImage image() {
        return writer().image();
    }

    /** Writes the file and returns its path. */
    public Path write(Path file) throws IOException {
        return writer().write(file);
    }

    /** The model as a writer, to change or split it. */
    public GgufWriter writer() {
        GgufWriter writer = new GgufWriter();
        SeededWeights weights = new SeededWeights(writer, seed, formats, format);
        keys(writer);
        new TinyVocabulary(vocabulary).write(writer);
        weights.matrix("token_embd.weight", vocabulary, dim, tied ? PEAKED : 1);
        weights.vector("output_norm.weight", dim, 1);
        if (!tied) {
            weights.matrix("output.weight", vocabulary, dim, PEAKED);
        }
        if (rope == Rope.LLAMA3) {
            float[] divisors = RopeDivisors.llama3(headWidth(), ropeBase(), context / 4);
            writer.tensor("rope_freqs.weight", Formats.F32, Encoder.f32(divisors), divisors.length);
        }
        for (int layer = 0; layer < layers; layer++) {
            layer(weights, layer, "blk." + layer + ".");
        }
        additions.forEach(more -> more.accept(writer));
        return writer;
    }

    private void keys(GgufWriter writer) {
        writer.string("general.architecture", architecture)
                .string("general.name", "tiny")
                .u32(architecture + ".context_length", context)
                .u32(architecture + ".embedding_length", dim)
                .u32(architecture + ".block_count", layers)
                .counts(architecture + ".feed_forward_length", ffn)
                .counts(architecture + ".attention.head_count", heads)
                .counts(architecture + ".attention.head_count_kv", kvHeads)
                .f32(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f)
                .u32(architecture + ".rope.dimension_count", turning == 0 ? headWidth() : turning)
                .f32(architecture + ".rope.freq_base", ropeBase())
                .u32(architecture + ".vocab_size", vocabulary);
        if (experts > 0) {
            writer.u32(architecture + ".expert_count", experts).u32(architecture + ".expert_used_count", usedExperts);
        }
        if (headDim != 0) {
            writer.u32(architecture + ".attention.key_length", headDim)
                    .u32(architecture + ".attention.value_length", headDim);
        }
        if (rope == Rope.LINEAR || rope == Rope.YARN) {
            writer.string(architecture + ".rope.scaling.type", rope == Rope.LINEAR ? "linear" : "yarn")
                    .f32(architecture + ".rope.scaling.factor", 4);
        }
        if (rope == Rope.YARN) {
            writer.u32(architecture + ".rope.scaling.original_context_length", context / 4);
        }
    }

    private static int of(int[] ofLayers, int layer) {
        return ofLayers[Math.min(layer, ofLayers.length - 1)];
    }

    private void layer(SeededWeights weights, int layer, String block) {
        int queries = of(heads, layer) * headWidth();
        int keys = of(kvHeads, layer) * headWidth();
        weights.vector(block + "attn_norm.weight", dim, 1);
        if (fused) {
            projection(weights, block + "attn_qkv", queries + 2 * keys, dim);
        } else {
            projection(weights, block + "attn_q", queries, dim);
            projection(weights, block + "attn_k", keys, dim);
            projection(weights, block + "attn_v", keys, dim);
        }
        projection(weights, block + "attn_output", dim, queries);
        weights.vector(block + "ffn_norm.weight", dim, 1);
        feedForward(weights, of(ffn, layer), block);
        gains.forEach((name, gain) -> weights.vector(block + name + ".weight", gain.values(), gain.mean()));
    }

    private void feedForward(SeededWeights weights, int width, String block) {
        if (experts > 0) {
            // Far apart, so that rounding seldom has another expert chosen.
            weights.matrix(block + "ffn_gate_inp.weight", experts, dim, PEAKED);
            weights.matrices(block + "ffn_gate_exps.weight", experts, width, dim);
            weights.matrices(block + "ffn_up_exps.weight", experts, width, dim);
            weights.matrices(block + "ffn_down_exps.weight", experts, dim, width);
            return;
        }
        if (!fused) {
            weights.matrix(block + "ffn_gate.weight", width, dim, 1);
        }
        weights.matrix(block + "ffn_up.weight", fused ? 2 * width : width, dim, 1);
        weights.matrix(block + "ffn_down.weight", dim, width, 1);
    }

    private void projection(SeededWeights weights, String name, int rows, int cols) {
        weights.matrix(name + ".weight", rows, cols, 1);
        if (biased && (biasedOutput || !name.endsWith("attn_output"))) {
            weights.vector(name + ".bias", rows, 0);
        }
    }

    private int headWidth() {
        return headDim == 0 ? dim / heads[0] : headDim;
    }

    private float ropeBase() {
        return rope == Rope.LLAMA3 ? 500_000 : 10_000;
    }
}
