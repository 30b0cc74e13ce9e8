package org.cria.model.huggingface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.json.JsonValue;
import org.cria.model.safetensors.CheckpointException;
import org.cria.model.storage.FileFault;

/**
 * The chat templates of a folder, of which one is for want of another's name.
 *
 * @param templates by name
 */
record ChatTemplateFiles(Map<String, String> templates) {
    private static final String DEFAULT = "default";
    private static final String NAME = "chat_template";

    ChatTemplateFiles {
        templates = new LinkedHashMap<>(templates);
    }

    /** That of a file beside {@code tokenizer_config.json}, which newer versions of transformers read first; else those in it. */
    static ChatTemplateFiles find(Path folder, JsonFields settings) {
        Path file = folder.resolve(NAME + ".jinja");
        if (Files.isRegularFile(file)) {
            return new ChatTemplateFiles(Map.of(DEFAULT, text(file)));
        }
        if (settings.has(NAME)) {
            return new ChatTemplateFiles(templates(settings));
        }
        return new ChatTemplateFiles(JsonFields.find(folder.resolve(NAME + ".json"))
                .map(ChatTemplateFiles::templates)
                .orElse(Map.of()));
    }

    private static Map<String, String> templates(JsonFields fields) {
        if (!(fields.find(NAME) instanceof JsonValue.Array)) {
            Optional<String> one = fields.findText(NAME);
            return one.map(text -> Map.of(DEFAULT, text)).orElse(Map.of());
        }
        Map<String, String> templates = new LinkedHashMap<>();
        for (JsonFields each : fields.objects(NAME)) {
            templates.put(each.text("name").replaceAll("[^A-Za-z0-9]", "_"), each.text("template"));
        }
        return templates;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CheckpointException(
                    String.valueOf(file.getFileName()),
                    "it cannot be read (" + FileFault.of(e) + ")",
                    "a chat template in UTF-8",
                    CheckpointException.DAMAGED);
        }
    }

    void write(MetadataDraft draft) {
        Map<String, String> named = new LinkedHashMap<>(templates);
        String usual = named.remove(DEFAULT);
        named.forEach((name, template) -> draft.string("tokenizer.chat_template." + name, template));
        if (!named.isEmpty()) {
            draft.strings("tokenizer.chat_templates", named.keySet().stream().toList());
        }
        if (usual != null) {
            draft.string("tokenizer.chat_template", usual);
        }
    }
}
