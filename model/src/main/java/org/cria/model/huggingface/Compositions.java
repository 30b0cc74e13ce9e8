package org.cria.model.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.model.gguf.Printable;
import org.cria.model.safetensors.CheckpointException;
import org.cria.model.safetensors.Safetensors;
import org.cria.model.safetensors.StoredTensor;

/** Finds for each stored tensor its place in a file. */
final class Compositions {
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d{1,6})\\.(.+)\\.(weight|bias)");
    private static final Pattern EXPERT = Pattern.compile(
            "model\\.layers\\.(\\d{1,6})\\.(?:mlp|block_sparse_moe)\\.experts\\.(\\d{1,6})\\.(\\w+)\\.weight");
    private static final Pattern ALL_EXPERTS =
            Pattern.compile("model\\.layers\\.(\\d{1,6})\\.mlp\\.experts\\.(gate_up_proj|down_proj)(?:\\.weight)?");

    /** Parts for pictures and sound, and what is computed anew. */
    private static final Pattern LEFT_OUT = Pattern.compile(
            ".*(vision_|audio_|visual\\.|multi_modal_projector|projector\\.|\\.rotary_emb\\.inv_freq|\\.masked_bias).*");

    private static final Map<String, String> TOP = Map.of(
            "model.embed_tokens.weight", "token_embd.weight",
            "model.norm.weight", "output_norm.weight",
            "lm_head.weight", "output.weight");
    private static final Map<String, String> EXPERT_NAMES = Map.of(
            "w1", "ffn_gate_exps",
            "w2", "ffn_down_exps",
            "w3", "ffn_up_exps",
            "gate_proj", "ffn_gate_exps",
            "down_proj", "ffn_down_exps",
            "up_proj", "ffn_up_exps");

    private final Safetensors weights;
    private final FolderFamily family;
    private final ModelConfig config;
    private final List<Composition> found = new ArrayList<>();

    /** By name in the file, then by the expert's number. */
    private final Map<String, Map<Integer, StoredTensor>> experts = new TreeMap<>();

    private Compositions(Safetensors weights, FolderFamily family, ModelConfig config) {
        this.weights = weights;
        this.family = family;
        this.config = config;
    }

    /**
     * All tensors of the file that the weights give.
     *
     * @throws CheckpointException if one has no place, or a shape or type that it may not have
     */
    static List<Composition> of(Safetensors weights, FolderFamily family, ModelConfig config) {
        Compositions compositions = new Compositions(weights, family, config);
        weights.tensors().values().forEach(compositions::add);
        compositions.addExperts();
        return compositions.found;
    }

    private void add(StoredTensor tensor) {
        String name = tensor.name().replace("language_model.", "");
        if (LEFT_OUT.matcher(name).matches() || (name.equals("lm_head.weight") && !family.keepsHead())) {
            return;
        }
        check(tensor);
        Matcher expert = EXPERT.matcher(name);
        Matcher all = ALL_EXPERTS.matcher(name);
        if (expert.matches() && EXPERT_NAMES.containsKey(expert.group(3))) {
            String target = block(expert) + EXPERT_NAMES.get(expert.group(3)) + ".weight";
            experts.computeIfAbsent(target, _ -> new TreeMap<>()).put(Integer.valueOf(expert.group(2)), tensor);
        } else if (all.matches() && tensor.shape().size() == 3) {
            addAll(tensor, block(all), all.group(2).equals("down_proj"));
        } else {
            found.add(plain(name, tensor).orElseThrow(() -> homeless(tensor)));
        }
    }

    private Optional<Composition> plain(String name, StoredTensor tensor) {
        return place(name, family).map(full -> {
            float shift = full.endsWith("norm.weight") ? family.normShift() : 0;
            Matcher layer = LAYER.matcher(name);
            return Composition.of(full, tensor, headRows(layer.matches() ? layer.group(2) : "", tensor), shift);
        });
    }

    /** What a file calls a tensor that is there as it is; empty where a family has none of that name. */
    static Optional<String> place(String name, FolderFamily family) {
        Matcher layer = LAYER.matcher(name);
        return layer.matches()
                ? Optional.ofNullable(family.names().get(layer.group(2)))
                        .map(target -> block(layer) + target + "." + layer.group(3))
                : Optional.ofNullable(TOP.get(name));
    }

    /** Rows of a head of queries or keys that are to be dealt into pairs. */
    private int headRows(String name, StoredTensor tensor) {
        boolean queries = name.equals("self_attn.q_proj");
        if (!family.pairsRows() || (!queries && !name.equals("self_attn.k_proj"))) {
            return 0;
        }
        int heads = queries ? config.heads() : config.kvHeads();
        long rows = tensor.shape().getFirst();
        if (rows % (2L * heads) != 0) {
            throw misshapen(tensor, "rows for " + heads + " heads of an even width");
        }
        return Math.toIntExact(rows / heads);
    }

    /** Experts one after the other, gate and up of each in turn. */
    private void addAll(StoredTensor tensor, String block, boolean down) {
        long experts = tensor.shape().getFirst();
        long rows = tensor.shape().get(1);
        if (down) {
            found.add(Composition.of(block + "ffn_down_exps.weight", tensor, 0, 0));
            return;
        }
        if (rows % 2 != 0) {
            throw misshapen(tensor, "as many rows for the gate as for what it lets through");
        }
        for (int part = 0; part < 2; part++) {
            List<StoredRows> pieces = new ArrayList<>();
            for (long expert = 0; expert < experts; expert++) {
                pieces.add(StoredRows.rows(tensor, expert * rows + part * (rows / 2), rows / 2));
            }
            String name = block + (part == 0 ? "ffn_gate_exps.weight" : "ffn_up_exps.weight");
            found.add(new Composition(name, List.of(tensor.columns(), rows / 2, experts), pieces, 0));
        }
    }

    private void addExperts() {
        experts.forEach((name, numbered) -> {
            StoredTensor first = numbered.values().iterator().next();
            for (int i = 0; i < numbered.size(); i++) {
                StoredTensor tensor = numbered.get(i);
                if (tensor == null) {
                    throw new CheckpointException(
                            weights.place(first),
                            "expert " + i + " of " + name + " is missing",
                            numbered.size() + " experts from 0 on",
                            CheckpointException.DAMAGED);
                }
                if (!tensor.shape().equals(first.shape()) || tensor.type() != first.type()) {
                    throw misshapen(tensor, first.type() + " " + first.shape() + ", as expert 0 has it");
                }
            }
            List<StoredRows> pieces = numbered.values().stream()
                    .map(each -> StoredRows.whole(each, 0))
                    .toList();
            found.add(new Composition(name, List.of(first.columns(), first.rows(), (long) numbered.size()), pieces, 0));
        });
    }

    private void check(StoredTensor tensor) {
        if (tensor.type().format().isEmpty()) {
            throw new CheckpointException(
                    weights.place(tensor),
                    "tensor " + quoted(tensor) + " has the type " + tensor.type(),
                    "F32, F16 or BF16",
                    "Get the model as it was before its weights were quantised.");
        }
        if (tensor.shape().isEmpty() || tensor.shape().size() > 3 || tensor.bytes() == 0) {
            throw misshapen(tensor, "one to three dimensions of 1 or more");
        }
    }

    private CheckpointException homeless(StoredTensor tensor) {
        return new CheckpointException(
                weights.place(tensor),
                "tensor " + quoted(tensor) + " has no place in a model of architecture " + family.architecture(),
                "only tensors that the forward pass uses",
                "This variant is not supported; choose another model.");
    }

    private CheckpointException misshapen(StoredTensor tensor, String expected) {
        return new CheckpointException(
                weights.place(tensor),
                "tensor " + quoted(tensor) + " is " + tensor.type() + " " + tensor.shape(),
                expected,
                CheckpointException.DAMAGED);
    }

    private static String block(Matcher layer) {
        return "blk." + Integer.parseInt(layer.group(1)) + ".";
    }

    static String quoted(StoredTensor tensor) {
        return "'" + Printable.clean(tensor.name(), 80) + "'";
    }
}
