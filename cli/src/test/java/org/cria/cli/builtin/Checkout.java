package org.cria.cli.builtin;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Files of the repository, and beside it. */
public final class Checkout {
    private Checkout() {}

    /** @param name from the repository's root */
    public static Path file(String name) {
        Path root = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            Path parent = root.getParent();
            if (parent == null) {
                return Assertions.fail("no folder above " + System.getProperty("user.dir") + " holds .mvn");
            }
            root = parent;
        }
        return root.resolve(name);
    }

    /** A reference file that lies beside the repository; a test without it is skipped. */
    public static Path shared(String name) {
        Path file = file("").resolveSibling("shared").resolve(name);
        Assumptions.assumeTrue(Files.exists(file), () -> "../shared/" + name + " is not there");
        return file;
    }

    static Path builtInModel() {
        return file("models/built-in.gguf");
    }
}
