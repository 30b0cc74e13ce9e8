package org.cria.model.huggingface;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.safetensors.CheckpointException;

/** Writes the keys that say what a file is. */
final class GeneralKeys {
    private static final int QUANTIZATION_VERSION = 2;

    /** Of {@code generation_config.json}, by the name behind {@code general.sampling.}; those in {@link #WHOLE} are whole. */
    private static final List<Map.Entry<String, String>> SAMPLING = List.of(
            Map.entry("top_k", "top_k"),
            Map.entry("top_p", "top_p"),
            Map.entry("min_p", "min_p"),
            Map.entry("xtc_probability", "xtc_probability"),
            Map.entry("xtc_threshold", "xtc_threshold"),
            Map.entry("temperature", "temp"),
            Map.entry("repetition_penalty", "penalty_repeat"));

    private static final String WHOLE = "top_k";

    private GeneralKeys() {}

    static void write(Path folder, String name, FolderFamily family, List<Composition> tensors, MetadataDraft draft) {
        draft.string("general.architecture", family.architecture()).string("general.type", "model");
        sampling(folder, draft);
        long values = tensors.stream().mapToLong(Composition::values).sum();
        ModelName parts = ModelName.of(name, values);
        draft.string("general.name", parts.title());
        parts.version().ifPresent(version -> draft.string("general.version", version));
        parts.finetune().ifPresent(finetune -> draft.string("general.finetune", finetune));
        parts.base().ifPresent(base -> draft.string("general.basename", base));
        draft.string("general.size_label", parts.size().orElseGet(() -> size(tensors)));
    }

    /** Behind the family's keys, as converters have them. */
    static void quantization(MetadataDraft draft) {
        draft.u32("general.quantization_version", QUANTIZATION_VERSION);
    }

    private static String size(List<Composition> tensors) {
        long shared = 0;
        long expert = 0;
        long experts = 0;
        for (Composition tensor : tensors) {
            if (tensor.name().contains("_exps.") && tensor.dimensions().size() == 3) {
                experts = tensor.dimensions().getLast();
                expert += tensor.values() / experts;
            } else {
                shared += tensor.values();
            }
        }
        return ModelName.sizeLabel(shared, expert, Math.toIntExact(experts));
    }

    /** {@code generation_config.json}; nothing where there is none, or one that is none, as some folders have it. */
    static JsonFields generation(Path folder) {
        String name = "generation_config.json";
        Optional<JsonFields> found;
        try {
            found = JsonFields.find(folder.resolve(name));
        } catch (CheckpointException e) {
            found = Optional.empty();
        }
        return found.orElseGet(() -> new JsonFields(name, "", Map.of()));
    }

    private static void sampling(Path folder, MetadataDraft draft) {
        JsonFields fields = generation(folder);
        SAMPLING.forEach(entry -> fields.findNumber(entry.getKey()).ifPresent(value -> {
            String key = "general.sampling." + entry.getValue();
            if (entry.getKey().equals(WHOLE)) {
                draft.i32(key, value.intValue());
            } else {
                draft.f32(key, value.floatValue());
            }
        }));
    }
}
