package org.cria.model;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Reference files that lie beside the repository, if at all; tests without them are skipped. */
public final class SharedFolder {
    private SharedFolder() {}

    public static Path file(String name) {
        Path root = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            Path parent = root.getParent();
            if (parent == null) {
                return Assumptions.abort(
                        "no folder above the working directory holds .mvn, so ../shared cannot be found");
            }
            root = parent;
        }
        Path file = root.resolveSibling("shared").resolve(name);
        Assumptions.assumeTrue(Files.exists(file), () -> "../shared/" + name + " is not there");
        return file;
    }
}
