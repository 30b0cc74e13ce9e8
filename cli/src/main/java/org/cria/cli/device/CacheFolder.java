package org.cria.cli.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.cria.model.check.tuning.TunedFigures;
import org.cria.model.storage.AtomicFile;

/**
 * The user's folder for what can be found out again: {@code $XDG_CACHE_HOME/cria}, by default {@code ~/.cache/cria}. The launcher
 * knows it too.
 *
 * @param path need not be there
 */
public record CacheFolder(Path path) {
    /** As the environment has it. */
    public static CacheFolder of(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        return new CacheFolder((cache.isEmpty() ? Path.of(home, ".cache") : Path.of(cache)).resolve("cria"));
    }

    /** Where {@code cria tune} keeps what it finds. */
    public TunedFigures tunedFigures() {
        return TunedFigures.in(path.resolve("tuned"));
    }

    /** Writes a file whole or not at all: others may read it meanwhile. */
    void write(String name, String text) throws IOException {
        AtomicFile.replace(path.resolve(name), text);
    }
}
