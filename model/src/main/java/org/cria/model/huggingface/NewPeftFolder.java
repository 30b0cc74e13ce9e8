package org.cria.model.huggingface;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cria.model.json.JsonValue;
import org.cria.model.safetensors.CheckpointException;
import org.cria.model.safetensors.NewSafetensors;
import org.cria.model.storage.AtomicFile;

/**
 * Writes a LoRA adapter as PEFT does, by the names and in the order of rows that models have on the hub.
 *
 * @see <a href="https://huggingface.co/docs/peft/developer_guides/checkpoint">PEFT checkpoint format</a>
 */
public final class NewPeftFolder {
    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d+)\\.(.+)\\.weight");

    private final FolderFamily family;
    private final IntUnaryOperator heads;
    private final IntUnaryOperator kvHeads;
    private final boolean fused;

    /**
     * A tweak of one matrix.
     *
     * @param tensor the matrix in a model file
     * @param a [rank, columns]
     * @param b [rows, rank], rows as the file has them
     * @param alpha the factor times the rank
     */
    @SuppressWarnings("ArrayRecordComponent") // written once
    public record Part(String tensor, int rank, float[] a, float[] b, double alpha) {
        int columns() {
            return a.length / rank;
        }

        int rows() {
            return b.length / rank;
        }
    }

    /**
     * For models of a family.
     *
     * @param architecture as files call it
     * @param heads of queries in a layer
     * @param kvHeads of keys in a layer
     * @param fused whether a file's {@code ffn_up} is gate and up in one
     * @throws CheckpointException if this build knows no folders of the family
     */
    public NewPeftFolder(String architecture, IntUnaryOperator heads, IntUnaryOperator kvHeads, boolean fused) {
        this.family = FolderFamilies.named(architecture)
                .orElseThrow(() -> new CheckpointException(
                        "adapter",
                        "the model is of architecture '" + architecture + "'",
                        "one whose folders this build knows",
                        "Choose another model."));
        this.heads = heads;
        this.kvHeads = kvHeads;
        this.fused = fused;
    }

    /** What the hub calls a matrix, such as {@code model.layers.0.self_attn.q_proj}; empty where it has none of that name. */
    public Optional<String> module(String tensor) {
        Matcher block = BLOCK.matcher(tensor);
        if (!block.matches()) {
            return Optional.empty();
        }
        return family.names().entrySet().stream()
                .filter(entry -> entry.getValue().equals(block.group(2))
                        && entry.getKey().endsWith("_proj"))
                .map(Map.Entry::getKey)
                .filter(name -> !block.group(2).equals("ffn_up") || name.endsWith("gate_up_proj") == fused)
                .findFirst()
                .map(name -> "model.layers." + block.group(1) + "." + name);
    }

    /** The last word of what the hub calls a matrix, such as {@code q_proj}. */
    public Optional<String> target(String tensor) {
        return module(tensor).map(name -> name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * Writes the folder's two files; each is whole at any moment.
     *
     * @param base the model's name, for people
     * @param parts one at least
     */
    public void write(Path folder, String base, List<Part> parts) throws IOException {
        NewSafetensors weights = new NewSafetensors();
        for (Part part : parts) {
            String name = "base_model.model." + module(part.tensor).orElseThrow();
            weights.add(name + ".lora_A.weight", part.a, part.rank, part.columns());
            weights.add(name + ".lora_B.weight", halved(part), part.rows(), part.rank);
        }
        AtomicFile.replace(folder.resolve("adapter_config.json"), config(base, parts));
        weights.write(folder.resolve("adapter_model.safetensors"));
    }

    /** The rows of each head with all first halves before, where the file has pairs that turn together. */
    private float[] halved(Part part) {
        boolean queries = part.tensor.endsWith(".attn_q.weight");
        if (!family.pairsRows() || (!queries && !part.tensor.endsWith(".attn_k.weight"))) {
            return part.b;
        }
        Matcher block = BLOCK.matcher(part.tensor);
        int layer = block.matches() ? Integer.parseInt(block.group(1)) : 0;
        int half = part.rows() / (queries ? heads : kvHeads).applyAsInt(layer) / 2;
        float[] halved = new float[part.b.length];
        for (int row = 0; row < part.rows(); row++) {
            int head = row / (2 * half);
            int within = row % (2 * half);
            int source = head * 2 * half + 2 * (within % half) + within / half;
            System.arraycopy(part.b, source * part.rank, halved, row * part.rank, part.rank);
        }
        return halved;
    }

    private String config(String base, List<Part> parts) {
        int rank = usual(parts, Part::rank);
        double alpha = usual(parts, Part::alpha);
        Map<String, String> ranks = new TreeMap<>();
        Map<String, String> alphas = new TreeMap<>();
        TreeSet<String> targets = new TreeSet<>();
        for (Part part : parts) {
            String module = module(part.tensor).orElseThrow();
            targets.add(JsonValue.quoted(module.substring(module.lastIndexOf('.') + 1)));
            if (part.rank != rank) {
                ranks.put(module, String.valueOf(part.rank));
            }
            if (part.alpha != alpha) {
                alphas.put(module, String.valueOf(part.alpha));
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("\"alpha_pattern\": " + object(alphas));
        lines.add("\"base_model_name_or_path\": " + JsonValue.quoted(base));
        lines.add("\"bias\": \"none\"");
        lines.add("\"fan_in_fan_out\": false");
        lines.add("\"inference_mode\": true");
        lines.add("\"init_lora_weights\": true");
        lines.add("\"lora_alpha\": " + (alpha == Math.rint(alpha) ? String.valueOf((long) alpha) : alpha));
        lines.add("\"lora_dropout\": 0.0");
        lines.add("\"modules_to_save\": null");
        lines.add("\"peft_type\": \"LORA\"");
        lines.add("\"r\": " + rank);
        lines.add("\"rank_pattern\": " + object(ranks));
        lines.add("\"target_modules\": " + targets);
        lines.add("\"task_type\": \"CAUSAL_LM\"");
        lines.add("\"use_dora\": false");
        lines.add("\"use_rslora\": false");
        return "{\n  " + String.join(",\n  ", lines) + "\n}\n";
    }

    /** The most frequent value, the first of equal ones. */
    private static <T> T usual(List<Part> parts, Function<Part, T> value) {
        List<T> all = parts.stream().map(value).toList();
        T best = all.getFirst();
        for (T each : all) {
            best = Collections.frequency(all, each) > Collections.frequency(all, best) ? each : best;
        }
        return best;
    }

    private static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(entry -> JsonValue.quoted(entry.getKey()) + ": " + entry.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
