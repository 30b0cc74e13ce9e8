package org.cria.model.quantise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.TensorInfo;
import org.cria.testmodels.Encoder;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;

/** Seeded files with the tensors of models, their matrices a few rows high; what llama-quantize makes of them is known. */
final class SmallFiles {
    private final GgufWriter writer = new GgufWriter();
    private final Random random;
    private final int columns;

    private SmallFiles(long seed, int columns) {
        this.random = new Random(seed);
        this.columns = columns;
    }

    /** Llama with eight heads to one of keys; the output matrix has rows of its own. */
    static GgufWriter llama(int layers, int columns) {
        SmallFiles file = new SmallFiles(layers, columns);
        file.header("llama", layers, 8, 1, 0);
        file.matrix("output.weight", 3);
        file.layers(layers);
        return file.writer;
    }

    /** Llama whose embedding is the output matrix, with as many heads of keys as of queries. */
    static GgufWriter tied(int layers, int columns) {
        SmallFiles file = new SmallFiles(100 + layers, columns);
        file.header("llama", layers, 4, 4, 0);
        file.layers(layers);
        return file.writer;
    }

    /** Llama with eight experts. */
    static GgufWriter experts(int layers, int columns) {
        SmallFiles file = new SmallFiles(200 + layers, columns);
        file.header("llama", layers, 8, 2, 8);
        file.matrix("output.weight", 3);
        for (int layer = 0; layer < layers; layer++) {
            file.attention(layer);
            file.matrix("blk." + layer + ".ffn_gate_inp.weight", 8);
            for (String name : new String[] {"ffn_up_exps", "ffn_gate_exps", "ffn_down_exps"}) {
                file.tensor("blk." + layer + "." + name + ".weight", columns, 2, 8);
            }
        }
        return file.writer;
    }

    private void header(String architecture, int layers, int heads, int keyHeads, int experts) {
        writer.string("general.architecture", architecture)
                .u32("general.file_type", 0)
                .string("general.name", "small")
                .u32(architecture + ".block_count", layers)
                .u32(architecture + ".context_length", 64)
                .u32(architecture + ".embedding_length", columns)
                .u32(architecture + ".feed_forward_length", columns)
                .u32(architecture + ".attention.head_count", heads)
                .u32(architecture + ".attention.head_count_kv", keyHeads)
                .f32(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f);
        if (experts > 0) {
            writer.u32(architecture + ".expert_count", experts).u32(architecture + ".expert_used_count", 2);
        }
        writer.array("tokenizer.ggml.tokens", GgufType.STRING, List.of("a", "b", "c"));
        matrix("token_embd.weight", 3);
        vector("output_norm.weight");
    }

    private void layers(int layers) {
        for (int layer = 0; layer < layers; layer++) {
            attention(layer);
            matrix("blk." + layer + ".ffn_up.weight", 2);
            matrix("blk." + layer + ".ffn_gate.weight", 2);
            matrix("blk." + layer + ".ffn_down.weight", 2);
        }
    }

    private void attention(int layer) {
        vector("blk." + layer + ".attn_norm.weight");
        matrix("blk." + layer + ".attn_q.weight", 2);
        matrix("blk." + layer + ".attn_k.weight", 2);
        matrix("blk." + layer + ".attn_v.weight", 2);
        matrix("blk." + layer + ".attn_output.weight", 2);
    }

    private void vector(String name) {
        writer.tensor(name, Formats.F32, Encoder.f32(values(columns)), columns);
    }

    private void matrix(String name, int rows) {
        tensor(name, columns, rows);
    }

    private void tensor(String name, long... dimensions) {
        int count = 1;
        for (long dimension : dimensions) {
            count *= (int) dimension;
        }
        float[] values = values(count);
        if (name.contains("attn_q")) {
            writer.tensor(name, Formats.F16, Encoder.f16(values), dimensions);
        } else {
            writer.tensor(name, Formats.F32, Encoder.f32(values), dimensions);
        }
    }

    /** Mostly like weights; some groups are zero, constant, tiny, all positive, or have one that sticks out. */
    private float[] values(int count) {
        float[] values = new float[count];
        for (int group = 0; group * 16 < count; group++) {
            int kind = random.nextInt(24);
            float constant = (float) random.nextGaussian();
            for (int i = group * 16; i < Math.min(count, group * 16 + 16); i++) {
                float value = (float) (random.nextGaussian() * 0.02);
                values[i] = switch (kind) {
                    case 0 -> 0;
                    case 1 -> constant;
                    case 2 -> value * 1e-18f;
                    case 3 -> Math.abs(value);
                    case 4 -> i % 16 == 5 ? 40 * value : value;
                    default -> value;
                };
            }
        }
        return values;
    }

    /** A file with the importance of columns for each matrix of a file, in the form of llama-imatrix. */
    static Path importance(Path file, List<TensorInfo> tensors) throws IOException {
        Random random = new Random(7);
        GgufWriter writer = new GgufWriter()
                .string("general.type", "imatrix")
                .array("imatrix.datasets", GgufType.STRING, List.of("text.txt"))
                .u32("imatrix.chunk_count", 4)
                .u32("imatrix.chunk_size", 512);
        for (var tensor : tensors) {
            int columns = Math.toIntExact(tensor.dimensions().getFirst());
            int matrices = tensor.dimensions().size() > 2
                    ? Math.toIntExact(tensor.dimensions().get(2))
                    : 1;
            if (tensor.dimensions().size() < 2 || tensor.name().startsWith("token_embd")) {
                continue;
            }
            float[] sums = new float[columns * matrices];
            float[] counts = new float[matrices];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = (float) Math.exp(2 * random.nextGaussian());
            }
            for (int i = 0; i < matrices; i++) {
                counts[i] = i == 3 ? 0 : 2048 + i;
            }
            writer.tensor(tensor.name() + ".in_sum2", Formats.F32, Encoder.f32(sums), columns, matrices)
                    .tensor(tensor.name() + ".counts", Formats.F32, Encoder.f32(counts), 1, matrices);
        }
        return writer.write(file);
    }
}
