package org.cria.model.huggingface;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The families whose folders this build reads, one line each. */
final class FolderFamilies {
    private static final List<FolderFamily> ALL = List.of(
            new LlamaFolder(),
            new GraniteFolder(),
            new SmolLm3Folder(),
            new Qwen2Folder(),
            new Qwen3Folder(),
            new Qwen3MoeFolder(),
            new Phi3Folder(),
            new Gemma2Folder(),
            new Gemma3Folder());

    private FolderFamilies() {}

    /** @throws org.cria.model.safetensors.CheckpointException if no family has the config's class */
    static FolderFamily of(ModelConfig config) {
        String name = config.modelClass();
        return ALL.stream()
                .filter(family -> family.modelClasses().contains(name))
                .findFirst()
                .orElseThrow(() -> config.fields()
                        .unsupported(
                                "architectures",
                                ALL.stream()
                                        .flatMap(family -> family.modelClasses().stream())
                                        .sorted()
                                        .collect(Collectors.joining(", ", "one of ", ""))));
    }

    /** That of an architecture, as model files call it. */
    static Optional<FolderFamily> named(String architecture) {
        return ALL.stream()
                .filter(family -> family.architecture().equals(architecture))
                .findFirst();
    }

    static void expectActivation(JsonFields fields, String name, String expected) {
        if (!fields.findText(name).orElse(expected).equals(expected)) {
            throw fields.unsupported(name, expected);
        }
    }

    static void refuse(JsonFields fields, String name) {
        if (fields.flag(name, false)) {
            throw fields.unsupported(name, "false");
        }
    }
}
