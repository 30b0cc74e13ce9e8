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
    private final Map<String, Integer> gains = new LinkedHashMap<>();
    private final List<Consumer<GgufWriter>> additions = new ArrayList<>();
    private String architecture = "llama";
    private int dim = 256;
    private int ffn = 512;
    private int layers = 2;
    private int heads = 8;
    private int kvHeads = 4;
    private int headDim;
    private int context = 256;
    private int vocabulary = 384;
    private boolean tied;
    private boolean biased;
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

    /** A further vector of values around 1 in every layer, such as {@code attn_q_norm}. */
    public TinyModel gain(String name, int values) {
        gains.put(name, values);
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

    public TinyModel ffn(int values) {
        ffn = values;
        return this;
    }

    public TinyModel layers(int count) {
        layers = count;
        return this;
    }

    public TinyModel heads(int count) {
        heads = count;
        return this;
    }

    public TinyModel kvHeads(int count) {
        kvHeads = count;
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
        keys(writer);
        new TinyVocabulary(vocabulary).write(writer);
        matrix(writer, "token_embd.weight", vocabulary, dim, tied ? PEAKED : 1);
        vector(writer, "output_norm.weight", dim, 1);
        if (!tied) {
            matrix(writer, "output.weight", vocabulary, dim, PEAKED);
        }
        if (rope == Rope.LLAMA3) {
            float[] divisors = RopeDivisors.llama3(headWidth(), ropeBase(), context / 4);
            writer.tensor("rope_freqs.weight", Formats.F32, Encoder.f32(divisors), divisors.length);
        }
        for (int layer = 0; layer < layers; layer++) {
            layer(writer, "blk." + layer + ".");
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
                .u32(architecture + ".feed_forward_length", ffn)
                .u32(architecture + ".attention.head_count", heads)
                .u32(architecture + ".attention.head_count_kv", kvHeads)
                .f32(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f)
                .u32(architecture + ".rope.dimension_count", headWidth())
                .f32(architecture + ".rope.freq_base", ropeBase())
                .u32(architecture + ".vocab_size", vocabulary);
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

    private void layer(GgufWriter writer, String block) {
        int queries = heads * headWidth();
        int keys = kvHeads * headWidth();
        vector(writer, block + "attn_norm.weight", dim, 1);
        projection(writer, block + "attn_q", queries, dim);
        projection(writer, block + "attn_k", keys, dim);
        projection(writer, block + "attn_v", keys, dim);
        projection(writer, block + "attn_output", dim, queries);
        vector(writer, block + "ffn_norm.weight", dim, 1);
        matrix(writer, block + "ffn_gate.weight", ffn, dim, 1);
        matrix(writer, block + "ffn_up.weight", ffn, dim, 1);
        matrix(writer, block + "ffn_down.weight", dim, ffn, 1);
        gains.forEach((name, values) -> vector(writer, block + name + ".weight", values, 1));
    }

    private void projection(GgufWriter writer, String name, int rows, int cols) {
        matrix(writer, name + ".weight", rows, cols, 1);
        if (biased) {
            vector(writer, name + ".bias", rows, 0);
        }
    }

    private void matrix(GgufWriter writer, String name, int rows, int cols, double gain) {
        Format own = formats.getOrDefault(name, format);
        if (cols % own.blockValues() != 0) {
            throw new IllegalArgumentException(name + " has rows of " + cols + " values, " + own.name() + " needs a"
                    + " multiple of " + own.blockValues());
        }
        double deviation = gain / StrictMath.sqrt(cols);
        writer.tensor(name, own, weights(own, rows * cols, deviation, new Noise(seed, name)), cols, rows);
    }

    private void vector(GgufWriter writer, String name, int length, double mean) {
        float[] values = new Noise(seed, name).gaussians(length, mean, 0.1);
        writer.tensor(name, Formats.F32, Encoder.f32(values), length);
    }

    private static byte[] weights(Format format, int count, double deviation, Noise noise) {
        return switch (format.name()) {
            case "F32" -> Encoder.f32(noise.gaussians(count, 0, deviation));
            case "F16" -> Encoder.f16(noise.gaussians(count, 0, deviation));
            case "BF16" -> Encoder.bf16(noise.gaussians(count, 0, deviation));
            case "Q8_0" -> Encoder.q8_0(noise.gaussians(count, 0, deviation));
            case "Q4_0" -> Encoder.q4_0(noise.gaussians(count, 0, deviation));
            default -> new BlockNoise(format).bytes(count, deviation, noise);
        };
    }

    private int headWidth() {
        return headDim == 0 ? dim / heads : headDim;
    }

    private float ropeBase() {
        return rope == Rope.LLAMA3 ? 500_000 : 10_000;
    }
}
