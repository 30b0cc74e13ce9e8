package org.cria.cli.portable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.gguf.NewGguf;
import org.cria.model.gguf.NewTensor;

/**
 * A Llama of random weights: blocks of random bits with scales that make weights of a usual size. What it says is nonsense, and takes
 * as long as what a trained model says.
 */
record RandomModel(int layers, int dim, int heads, int kvHeads, int hidden, int vocabulary, int context) {
    static final RandomModel TINY_LLAMA = new RandomModel(22, 2048, 32, 4, 5632, 32_000, 2048);

    /** Formats of weights by role, as llama.cpp mixes them. */
    enum Mixture {
        Q8_0,
        Q4_K_M
    }

    private static final long SEED = 7;
    private static final int SPECIAL = 3 + 256; // unknown, begin, end, bytes

    /** Blocks repeat after so many, for making random bits takes longer than writing them. */
    private static final int BLOCKS = 4096;

    /** A scale that gives weights of about 0.02 with blocks of random bits. */
    private static final float Q8_SCALE = 2.7e-4f;

    private static final float K_SCALE = 1.2e-4f;

    private static final ValueLayout.OfShort LITTLE_ENDIAN =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final ValueLayout.OfFloat LITTLE_ENDIAN_FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Writes the file. */
    void write(Path file, Mixture mixture) throws IOException {
        new NewGguf(metadata(mixture), tensors(mixture)).write(file);
    }

    /** The length of the file. */
    long bytes(Mixture mixture) {
        return new NewGguf(metadata(mixture), tensors(mixture)).fileBytes();
    }

    private MetadataDraft metadata(Mixture mixture) {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        int[] kinds = new int[vocabulary];
        Arrays.fill(kinds, 1); // normal
        Arrays.fill(kinds, 3, SPECIAL, 6); // bytes
        kinds[0] = 2; // unknown
        kinds[1] = 3; // control
        kinds[2] = 3;
        for (int i = 3; i < vocabulary; i++) {
            tokens.add(i < SPECIAL ? String.format("<0x%02X>", i - 3) : "▁w" + i);
        }
        return new MetadataDraft()
                .string("general.architecture", "llama")
                .string("general.name", "random")
                .u32("general.file_type", mixture == Mixture.Q8_0 ? 7 : 15)
                .u32("llama.block_count", layers)
                .u32("llama.context_length", context)
                .u32("llama.embedding_length", dim)
                .u32("llama.feed_forward_length", hidden)
                .u32("llama.attention.head_count", heads)
                .u32("llama.attention.head_count_kv", kvHeads)
                .u32("llama.rope.dimension_count", dim / heads)
                .f32("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .string("tokenizer.ggml.model", "llama")
                .strings("tokenizer.ggml.tokens", tokens)
                .f32s("tokenizer.ggml.scores", new float[vocabulary])
                .i32s("tokenizer.ggml.token_type", kinds)
                .u32("tokenizer.ggml.bos_token_id", 1)
                .u32("tokenizer.ggml.eos_token_id", 2);
    }

    private List<NewTensor> tensors(Mixture mixture) {
        boolean eight = mixture == Mixture.Q8_0;
        Format usual = eight ? Formats.Q8_0 : Formats.Q4_K;
        Format finer = eight ? Formats.Q8_0 : Formats.Q6_K;
        long keys = (long) dim / heads * kvHeads;
        List<NewTensor> tensors = new ArrayList<>();
        tensors.add(matrix("token_embd.weight", usual, dim, vocabulary));
        for (int layer = 0; layer < layers; layer++) {
            String name = "blk." + layer + ".";
            // As llama.cpp does for Q4_K_M: the first and the last eighth of the layers, and every third between them.
            boolean more = layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
            tensors.add(ones(name + "attn_norm.weight"));
            tensors.add(matrix(name + "attn_q.weight", usual, dim, dim));
            tensors.add(matrix(name + "attn_k.weight", usual, dim, keys));
            tensors.add(matrix(name + "attn_v.weight", more ? finer : usual, dim, keys));
            tensors.add(matrix(name + "attn_output.weight", usual, dim, dim));
            tensors.add(ones(name + "ffn_norm.weight"));
            tensors.add(matrix(name + "ffn_gate.weight", usual, dim, hidden));
            tensors.add(matrix(name + "ffn_up.weight", usual, dim, hidden));
            tensors.add(matrix(name + "ffn_down.weight", more ? finer : usual, hidden, dim));
        }
        tensors.add(ones("output_norm.weight"));
        tensors.add(matrix("output.weight", finer, dim, vocabulary));
        return tensors;
    }

    private NewTensor ones(String name) {
        MemorySegment ones = MemorySegment.ofArray(new byte[dim * Float.BYTES]);
        for (int i = 0; i < dim; i++) {
            ones.setAtIndex(LITTLE_ENDIAN_FLOAT, i, 1f);
        }
        return new NewTensor(name, Formats.F32, List.of((long) dim), output -> output.write(ones, 0));
    }

    private static NewTensor matrix(String name, Format format, long columns, long rows) {
        return new NewTensor(name, format, List.of(columns, rows), output -> {
            MemorySegment blocks = blocks(format, new SplittableRandom(SEED + name.hashCode()));
            long all = format.bytes(columns * rows);
            for (long at = 0; at < all; at += blocks.byteSize()) {
                output.write(blocks.asSlice(0, Math.min(blocks.byteSize(), all - at)), at);
            }
        });
    }

    /** Blocks of a format, as many as differ, random but for their scales. */
    static MemorySegment blocks(Format format, SplittableRandom random) {
        int size = Math.toIntExact(format.bytes(format.blockValues()));
        byte[] bytes = new byte[BLOCKS * size];
        random.nextBytes(bytes);
        MemorySegment blocks = MemorySegment.ofArray(bytes);
        for (int at = 0; at < bytes.length; at += size) {
            float some = 0.5f + random.nextFloat();
            switch (format.name()) {
                case "Q8_0" -> put(blocks, at, Q8_SCALE * some);
                case "Q4_K" -> {
                    put(blocks, at, K_SCALE * some);
                    put(blocks, at + 2, K_SCALE * some * 7.5f); // what is subtracted: half the largest number
                }
                case "Q6_K" -> {
                    for (int scale = 192; scale < 208; scale++) {
                        bytes[at + scale] >>= 3;
                    }
                    put(blocks, at + 208, K_SCALE * some);
                }
                default -> throw new IllegalArgumentException("random blocks of " + format.name());
            }
        }
        return blocks;
    }

    private static void put(MemorySegment blocks, long at, float scale) {
        blocks.set(LITTLE_ENDIAN, at, Float.floatToFloat16(scale));
    }
}
