package org.cria.model.lora;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Operands;
import org.cria.kernels.program.Weight;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.TensorInfo;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.SafetensorsWriter;

/** Seeded tweaks of a model's matrices, as files of both kinds and as what they make of the matrices. */
final class Tweaks {
    private static final Map<String, String> MODULES = Map.of(
            "attn_q", "self_attn.q_proj",
            "attn_k", "self_attn.k_proj",
            "attn_v", "self_attn.v_proj",
            "attn_output", "self_attn.o_proj",
            "ffn_gate", "mlp.gate_proj",
            "ffn_up", "mlp.up_proj",
            "ffn_down", "mlp.down_proj");

    private final String architecture;
    private final int rank;
    private final int heads;
    private final int kvHeads;
    private final Map<String, Pair> pairs = new LinkedHashMap<>();

    /**
     * Of one matrix, or of several one after the other.
     *
     * @param a [count · rank, columns]; [vocabulary, rank] of the embeddings
     * @param b [count · rows, rank]
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, never changed
    private record Pair(float[] a, float[] b, int rows, int columns, int count) {}

    private Tweaks(Gguf base, int rank) {
        this.architecture = base.metadata().string("general.architecture");
        this.rank = rank;
        this.heads = base.metadata().integer(architecture + ".attention.head_count");
        this.kvHeads = base.metadata().integer(architecture + ".attention.head_count_kv", heads);
    }

    static Tweaks of(Path base, int rank, long seed, Predicate<String> which) {
        try (Gguf gguf = Gguf.open(base)) {
            Tweaks tweaks = new Tweaks(gguf, rank);
            for (TensorInfo tensor : gguf.tensors().values()) {
                if (tensor.dimensions().size() > 1 && which.test(tensor.name())) {
                    tweaks.add(tensor, new Random(seed + tensor.name().hashCode()));
                }
            }
            return tweaks;
        }
    }

    private void add(TensorInfo tensor, Random random) {
        int columns = tensor.dimensions().get(0).intValue();
        int rows = tensor.dimensions().get(1).intValue();
        int count = tensor.dimensions().size() > 2 ? tensor.dimensions().get(2).intValue() : 1;
        boolean embeddings = tensor.name().equals(LowRank.EMBEDDINGS);
        float[] a =
                normal(random, count * rank * (embeddings ? rows : columns), embeddings ? 1 : 1 / Math.sqrt(columns));
        float[] b = normal(random, count * rank * (embeddings ? columns : rows), 0.3);
        pairs.put(tensor.name(), new Pair(a, b, rows, columns, count));
    }

    private static float[] normal(Random random, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    GgufWriter writer(float alpha) {
        GgufWriter writer = new GgufWriter()
                .string("general.architecture", architecture)
                .string("general.type", "adapter")
                .string("adapter.type", "lora")
                .f32("adapter.lora.alpha", alpha);
        pairs.forEach((name, pair) -> {
            boolean embeddings = name.equals(LowRank.EMBEDDINGS);
            long[] first = embeddings ? new long[] {rank, pair.rows} : new long[] {pair.columns, rank};
            long[] second = {rank, embeddings ? pair.columns : pair.rows};
            writer.tensor(name + ".lora_a", Formats.F32, bytes(pair.a), dimensions(first, pair.count));
            writer.tensor(name + ".lora_b", Formats.F32, bytes(pair.b), dimensions(second, pair.count));
        });
        return writer;
    }

    private static long[] dimensions(long[] matrix, int count) {
        return count == 1 ? matrix : new long[] {matrix[0], matrix[1], count};
    }

    Path gguf(Path file, float alpha) throws IOException {
        return writer(alpha).write(file);
    }

    /** As PEFT saves it. */
    Path peft(Path folder, String config) throws IOException {
        Files.createDirectories(folder);
        SafetensorsWriter writer = new SafetensorsWriter();
        pairs.forEach((name, pair) -> {
            String module = module(name);
            if (name.equals(LowRank.EMBEDDINGS)) {
                float[] turned = new float[pair.a.length];
                for (int i = 0; i < turned.length; i++) {
                    turned[i % rank * pair.rows + i / rank] = pair.a[i];
                }
                writer.tensor(module + ".lora_embedding_A", "F32", bytes(turned), rank, pair.rows);
                byte[] own = new byte[4 * pair.rows * pair.columns];
                writer.tensor(module + ".base_layer.weight", "F32", own, pair.rows, pair.columns);
                writer.tensor(module + ".lora_embedding_B", "F32", bytes(pair.b), pair.columns, rank);
                return;
            }
            int dealt = name.contains("attn_q.") ? heads : name.contains("attn_k.") ? kvHeads : 0;
            writer.tensor(module + ".lora_A.weight", "F32", bytes(pair.a), rank, pair.columns);
            writer.tensor(module + ".lora_B.weight", "F32", bytes(halves(pair.b, pair.rows, dealt)), pair.rows, rank);
        });
        writer.write(folder.resolve("adapter_model.safetensors"));
        Files.writeString(folder.resolve("adapter_config.json"), config);
        return folder;
    }

    private static String module(String tensor) {
        String[] parts = tensor.split("\\.", -1);
        return "base_model.model."
                + switch (parts[0]) {
                    case "token_embd" -> "model.embed_tokens";
                    case "output" -> "lm_head";
                    default -> "model.layers." + parts[1] + "." + MODULES.get(parts[2]);
                };
    }

    /** Rows of heads in which those that turn together are neighbours, with all first ones before. */
    private float[] halves(float[] b, int rows, int dealt) {
        if (dealt == 0) {
            return b;
        }
        float[] other = new float[b.length];
        int dims = rows / dealt;
        for (int row = 0; row < rows; row++) {
            int within = row % dims;
            int target = row - within + (within % 2 == 0 ? within / 2 : dims / 2 + within / 2);
            System.arraycopy(b, row * rank, other, target * rank, rank);
        }
        return other;
    }

    /** A program of matrices that have the tweaks in them. */
    ProgramRewrite merged(float factor) {
        return (program, file) -> program.with(Operands.weights(weight -> merged(weight, factor)));
    }

    private Weight merged(Weight weight, float factor) {
        String name = weight.name().replaceAll("\\[.*", "");
        Pair pair = pairs.get(name);
        if (pair == null) {
            return weight;
        }
        int from =
                name.equals(weight.name()) ? 0 : Integer.parseInt(weight.name().replaceAll(".*\\[(\\d+):.*", "$1"));
        boolean embeddings = name.equals(LowRank.EMBEDDINGS);
        float[] values = Adapter.values(weight);
        for (int i = 0; i < values.length; i++) {
            int row = from + i / pair.columns;
            int column = i % pair.columns;
            int matrix = row / pair.rows;
            double sum = 0;
            for (int k = 0; k < rank; k++) {
                sum += embeddings
                        ? (double) pair.a[row * rank + k] * pair.b[column * rank + k]
                        : (double) pair.b[row * rank + k] * pair.a[(matrix * rank + k) * pair.columns + column];
            }
            values[i] += (float) (factor * sum);
        }
        return Adapter.of(weight.name(), weight.rows(), weight.columns(), values);
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
