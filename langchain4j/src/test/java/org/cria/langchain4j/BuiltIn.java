package org.cria.langchain4j;

import java.nio.file.Path;
import org.cria.model.ModelOptions;
import org.cria.model.serve.ServeSettings;

/** The built-in model, on one thread. */
final class BuiltIn {
    static final Path FILE = Path.of("..", "models", "built-in.gguf");
    static final String QUESTION = "Where does Varick live?";
    static final String ANSWER = "Varick lives in Umberly.";

    private BuiltIn() {}

    static ModelOptions options() {
        return ModelOptions.defaults().withDevice("cpu").withThreads(1).withContextSize(512);
    }

    static CriaModel open() {
        return CriaModel.open(FILE, options(), ServeSettings.defaults());
    }
}
