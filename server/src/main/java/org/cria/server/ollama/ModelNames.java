package org.cria.server.ollama;

import java.util.Optional;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.work.Models;

/** How Ollama's clients call models: by a name and a tag, of which there is one here. */
final class ModelNames {
    private static final String TAG = ":latest";

    private ModelNames() {}

    /** A model's name with its tag. */
    static String tagged(String name) {
        return name.contains(":") ? name : name + TAG;
    }

    /**
     * Uses the model that a request names.
     *
     * @throws ApiException if it names none, or none that there is
     */
    static Models.Lease use(Models models, Fields request) {
        String given = request.text("model")
                .or(() -> request.text("name"))
                .orElseThrow(() -> ApiException.wrong("model", "'model' is missing, expected a model's name."));
        boolean known = models.list().stream().anyMatch(entry -> entry.name().equals(given));
        String name = known || !given.endsWith(TAG) ? given : given.substring(0, given.length() - TAG.length());
        return models.use(Optional.of(name));
    }
}
