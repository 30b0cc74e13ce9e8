package org.cria.langchain4j;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What builders were given to work with. */
final class Given {
    private Given() {}

    /** A model: the one that was given, or that of the path. */
    static CriaModel open(@Nullable CriaModel model, @Nullable Path path) {
        if (model != null && path == null) {
            return model;
        }
        if (path != null && model == null) {
            return CriaModel.open(path);
        }
        throw new IllegalStateException("expected either 'model' or 'modelPath', found "
                + (model == null ? "neither" : "both") + ": set one of them.");
    }
}
