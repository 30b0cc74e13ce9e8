package org.cria.kernels.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Sources of kernels, packed beside their classes. */
final class PackedSources {
    private PackedSources() {}

    /** The source of a class; empty where it is not packed. */
    static Optional<String> read(String className) {
        String file = "/" + className.replace('.', '/') + ".java";
        try (InputStream source = PackedSources.class.getResourceAsStream(file)) {
            return source == null
                    ? Optional.empty()
                    : Optional.of(new String(source.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
