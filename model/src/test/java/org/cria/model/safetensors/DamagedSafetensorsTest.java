package org.cria.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.cria.testmodels.DamagedSafetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that breaks a rule of the format is refused in one line. */
final class DamagedSafetensorsTest {
    private static final int FILES = 30;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aFileThatBreaksARuleIsRefusedInOneLine(DamagedSafetensors.Rule rule) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Set<String> said = new HashSet<>();
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = DamagedSafetensors.file(rule, i);
            Files.write(file, bytes);
            String message = refusal();
            said.add(message);
            assertTrue(message.startsWith("model.safetensors: "), message);
            assertTrue(message.contains(", expected "), message);
            assertTrue(message.matches(".*\\. [A-Z][^.]*.*\\."), "no next step on one line: " + message);
            assertTrue(message.length() < 800, message);
            assertArrayEquals(bytes, Files.readAllBytes(file));
            Files.delete(file);
        }
        assertTrue(said.size() > 0, said.toString());
    }

    @Test
    void pickledWeightsAreRefusedInWords() throws IOException {
        Files.write(folder.resolve("pytorch_model.bin"), new byte[] {'P', 'K', 3, 4});
        assertTrue(refusal().contains("pickles, which can run code"), refusal());
        Files.write(folder.resolve("model.safetensors"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0});
        assertTrue(refusal().contains("the file is a pickle, which can run code"), refusal());
    }

    @Test
    void whatElseAFolderHoldsIsNamed() throws IOException {
        assertTrue(refusal().contains("the folder holds no weights"), refusal());
        Files.write(folder.resolve("model-00001-of-00002.safetensors"), new byte[8]);
        assertTrue(refusal().contains("shards without their index"), refusal());
        Files.write(folder.resolve("tiny.gguf"), new byte[8]);
        assertTrue(refusal().contains("the folder holds tiny.gguf"), refusal());
    }

    @Test
    void anIndexCannotReachOutOfTheFolder() throws IOException {
        Path index = folder.resolve("model.safetensors.index.json");
        for (String name : new String[] {
            "../x.safetensors",
            "/etc/x.safetensors",
            "a/x.safetensors",
            "..\\\\x.safetensors",
            "C:x.safetensors",
            ".x.safetensors",
            "x.bin",
            "",
            "a\\nb.safetensors",
            "a\\u0000.safetensors"
        }) {
            Files.writeString(index, "{\"weight_map\":{\"a\":\"" + name + "\"}}");
            String message = refusal();
            assertAll(
                    () -> assertTrue(message.contains("tensor 'a' is said to be in "), message),
                    () -> assertEquals(1, message.lines().count(), message));
        }
        for (String json : new String[] {"", "[]", "{}", "{\"weight_map\":[]}", "{\"weight_map\":{}}", "\u0000"}) {
            Files.writeString(index, json);
            assertTrue(refusal().startsWith("model.safetensors.index.json: it "), refusal());
        }
    }

    private String refusal() {
        try (Arena arena = Arena.ofShared()) {
            return Objects.requireNonNull(assertThrows(CheckpointException.class, () -> Safetensors.open(folder, arena))
                    .getMessage());
        }
    }
}
