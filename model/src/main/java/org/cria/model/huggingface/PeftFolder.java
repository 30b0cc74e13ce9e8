package org.cria.model.huggingface;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.cria.kernels.format.Format;
import org.cria.model.json.JsonValue;
import org.cria.model.safetensors.CheckpointException;
import org.cria.model.safetensors.Safetensors;
import org.cria.model.safetensors.StoredTensor;

/**
 * A LoRA adapter as PEFT saves it: {@code adapter_config.json} and {@code adapter_model.safetensors}. Valid as long as the arena that it was
 * opened with.
 *
 * @see <a href="https://huggingface.co/docs/peft/developer_guides/checkpoint">PEFT checkpoint format</a>
 */
public final class PeftFolder {
    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    /** A copy of the model's embeddings, which is saved where they are tweaked; more rows than the model has would show in the tweak. */
    private static final String OWN = ".base_layer.weight";

    private static final String OTHER =
            "Merge the adapter where it was trained, and convert the model that comes of it.";
    /** A module's name with dots that stand for any character: nothing that takes time to match. */
    private static final Pattern PLAIN = Pattern.compile("\\^?[\\w.\\\\]+");
    /** Ways to begin that change the model itself, so that what is saved is no difference to it. */
    private static final Set<String> OTHER_BASE = Set.of("pissa", "olora", "corda", "loftq");

    private final JsonFields config;
    private final Safetensors weights;
    private final FolderFamily family;

    /**
     * The tweak of one matrix.
     *
     * @param tensor the matrix in a model file
     * @param a [rank, columns]; [rank, vocabulary] of the embeddings
     * @param b [rows, rank]
     * @param factor alpha by the rank
     * @param pairsRows whether rows of {@code b} are to be dealt into pairs, head by head
     */
    public record Part(String tensor, StoredTensor a, StoredTensor b, float factor, boolean pairsRows) {}

    private PeftFolder(Path folder, String architecture, Arena arena) {
        if (!Files.isRegularFile(folder.resolve(WEIGHTS))) {
            boolean pickle = Files.exists(folder.resolve("adapter_model.bin"));
            throw new CheckpointException(
                    String.valueOf(folder.getFileName()),
                    pickle
                            ? "the folder has adapter_model.bin, a program that opening would run"
                            : "the folder has no " + WEIGHTS,
                    WEIGHTS + " and " + CONFIG,
                    pickle
                            ? "Save the adapter again with safetensors."
                            : "Name a GGUF adapter, or a folder as PEFT saves it.");
        }
        this.config = JsonFields.read(folder.resolve(CONFIG));
        this.weights = Safetensors.ofFile(folder.resolve(WEIGHTS), arena);
        this.family = FolderFamilies.named(architecture)
                .orElseThrow(() -> new CheckpointException(
                        CONFIG,
                        "the adapter is for a model of architecture '" + architecture + "'",
                        "one whose folders this build reads",
                        "Convert the adapter to GGUF."));
        check();
    }

    /**
     * Opens a folder.
     *
     * @param architecture of the model that it is for, as its file calls it
     * @throws CheckpointException if it is damaged, or asks for what this build lacks
     */
    public static PeftFolder open(Path folder, String architecture, Arena arena) {
        return new PeftFolder(folder, architecture, arena);
    }

    /** Its files. */
    public static List<Path> files(Path folder) {
        return List.of(folder.resolve(CONFIG), folder.resolve(WEIGHTS));
    }

    private void check() {
        if (!config.text("peft_type").equals("LORA")) {
            throw config.unsupported("peft_type", "LORA");
        }
        for (String name : List.of("use_dora", "fan_in_fan_out", "lora_bias", "use_qalora", "use_bdlora")) {
            FolderFamilies.refuse(config, name);
        }
        if (!config.findText("bias").orElse("none").equals("none")) {
            throw config.unsupported("bias", "none");
        }
        for (String name : List.of(
                "modules_to_save",
                "layer_replication",
                "trainable_token_indices",
                "alora_invocation_tokens",
                "target_parameters")) {
            JsonValue value = config.find(name);
            boolean nothing = value == null
                    || (value instanceof JsonValue.Array(List<JsonValue> items) && items.isEmpty())
                    || (value instanceof JsonValue.Members(Map<String, JsonValue> members) && members.isEmpty());
            if (!nothing) {
                throw config.unsupported(name, "nothing");
            }
        }
        JsonValue begin = config.find("init_lora_weights");
        if (begin instanceof JsonValue.Text(String way) && OTHER_BASE.stream().anyMatch(way::startsWith)) {
            throw config.unsupported("init_lora_weights", "a way that leaves the model as it is");
        }
    }

    /** The tweaks, in the order of their names. */
    public List<Part> parts() {
        Map<String, StoredTensor> firsts = new TreeMap<>();
        Map<String, StoredTensor> seconds = new LinkedHashMap<>();
        for (StoredTensor tensor : weights.tensors().values()) {
            if (tensor.name().endsWith(OWN)) {
                continue;
            }
            String name = tensor.name().startsWith(PREFIX) ? tensor.name().substring(PREFIX.length()) : tensor.name();
            int at = name.lastIndexOf(".lora_");
            String kind =
                    at < 0 ? "" : name.substring(at + 1).replace(".weight", "").replace("_embedding", "");
            switch (kind) {
                case "lora_A" -> firsts.put(name.substring(0, at), tensor);
                case "lora_B" -> seconds.put(name.substring(0, at), tensor);
                default -> throw wrong(tensor, "is no low-rank tweak", "only names with lora_A and lora_B", OTHER);
            }
        }
        List<Part> parts = new ArrayList<>();
        firsts.forEach((module, a) -> {
            StoredTensor b = seconds.remove(module);
            if (b == null) {
                throw wrong(a, "stands alone", "lora_B beside it", CheckpointException.DAMAGED);
            }
            parts.add(part(module, a, b));
        });
        if (!seconds.isEmpty()) {
            throw wrong(
                    seconds.values().iterator().next(),
                    "stands alone",
                    "lora_A beside it",
                    CheckpointException.DAMAGED);
        }
        return parts;
    }

    private Part part(String module, StoredTensor a, StoredTensor b) {
        String tensor = Compositions.place(module.replace("language_model.", "") + ".weight", family)
                .orElseThrow(() -> wrong(
                        a,
                        "tweaks what a model of architecture " + family.architecture() + " lacks",
                        "its products and embeddings",
                        OTHER));
        for (StoredTensor each : List.of(a, b)) {
            if (each.type().format().isEmpty()) {
                throw wrong(
                        each, "has the type " + each.type(), "F32, F16 or BF16", "Save the adapter in one of these.");
            }
        }
        if (a.shape().size() != 2
                || b.shape().size() != 2
                || !a.shape().getFirst().equals(b.shape().getLast())) {
            throw wrong(
                    a,
                    "is " + a.shape() + " beside " + b.shape(),
                    "the same rank in both",
                    CheckpointException.DAMAGED);
        }
        boolean pairs = family.pairsRows() && (tensor.endsWith(".attn_q.weight") || tensor.endsWith(".attn_k.weight"));
        return new Part(tensor, a, b, factor(module, a.shape().getFirst()), pairs);
    }

    private float factor(String module, long rank) {
        double alpha = config.object("alpha_pattern")
                .flatMap(patterns -> patterns.members().keySet().stream()
                        .filter(pattern -> matches(pattern, module))
                        .findFirst()
                        .map(patterns::number))
                .orElseGet(() -> config.number("lora_alpha", 8));
        return (float) (alpha / (config.flag("use_rslora", false) ? Math.sqrt((double) rank) : rank));
    }

    /** As PEFT does: an expression for the whole name, or for its end behind a dot. */
    private boolean matches(String pattern, String module) {
        if (!PLAIN.matcher(pattern).matches()) {
            throw config.wrong("alpha_pattern", "names of modules");
        }
        return Pattern.matches("(.*\\.)?(" + pattern + ")", module);
    }

    /** The values of a tensor as they are stored, row by row. */
    public MemorySegment data(StoredTensor tensor) {
        return weights.data(tensor);
    }

    /** How they are stored. */
    public static Format format(StoredTensor tensor) {
        return tensor.type().format().orElseThrow();
    }

    private CheckpointException wrong(StoredTensor tensor, String found, String expected, String nextStep) {
        return new CheckpointException(
                weights.place(tensor), "tensor " + Compositions.quoted(tensor) + " " + found, expected, nextStep);
    }
}
