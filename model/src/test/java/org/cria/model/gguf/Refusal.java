package org.cria.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** What a user reads when a file is refused. */
record Refusal(String message) {
    /** Opens a file that must be refused, unchanged, by a message that names it, what was expected and a next step. */
    static Refusal of(Path folder, String name, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        Refusal refusal = of(file);
        assertArrayEquals(bytes, Files.readAllBytes(file));
        return refusal;
    }

    static Refusal of(Path file) {
        String message = Objects.requireNonNull(
                assertThrows(GgufException.class, () -> Gguf.open(file).close()).getMessage());
        assertTrue(message.contains(GgufReader.place(file) + ": "), message);
        assertTrue(message.contains(", expected "), message);
        assertTrue(message.matches(".*\\. [A-Z][^.]*.*\\."), "no next step on one line: " + message);
        return new Refusal(message);
    }

    void says(String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), message + "\nlacks: " + part);
        }
    }
}
