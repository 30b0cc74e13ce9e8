package org.cria.model.gguf;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that another program changes while it is mapped: an error between passes, before the JVM meets what is missing. */
@SuppressWarnings("NullAway.Init") // set before each test
final class ChangedFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = TinyModel.seeded(1).dim(32).ffn(32).heads(2).kvHeads(1).layers(1).write(folder.resolve("tiny.gguf"));
    }

    private static void assertChanged(Gguf gguf, String what) {
        String message = String.valueOf(
                assertThrows(GgufException.class, gguf::checkUnchanged).getMessage());
        assertTrue(message.startsWith("tiny.gguf: the file " + what), message);
        assertTrue(message.endsWith("Open the model again when the other program is done."), message);
    }

    @Test
    void anotherLengthIsNoticed() throws IOException {
        try (Gguf gguf = Gguf.open(file)) {
            assertDoesNotThrow(gguf::checkUnchanged);
            long bytes = Files.size(file);
            Files.write(file, new byte[5], StandardOpenOption.APPEND);
            assertChanged(gguf, "had " + bytes + " bytes when it was opened and has " + (bytes + 5) + " now");
        }
    }

    @Test
    void otherBytesAreNoticedByTheTime() throws IOException {
        try (Gguf gguf = Gguf.open(file)) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(12_345_000));
            assertChanged(gguf, "was written to while it was in use");
        }
    }

    @Test
    void aFileThatWasReplacedOrDeletedGoesOnLiving() throws IOException {
        Path other = Files.write(folder.resolve("other"), new byte[7]);
        try (Gguf gguf = Gguf.open(file)) {
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            assertDoesNotThrow(gguf::checkUnchanged);
            Files.delete(file);
            assertDoesNotThrow(gguf::checkUnchanged);
            assertEquals(
                    2,
                    requireNonNull(gguf.tensors().get("token_embd.weight"))
                            .dimensions()
                            .size());
        }
    }

    @Test
    void aSessionEndsWithTheErrorBeforeItsNextPass() throws IOException {
        try (Model model = Model.open(
                        file, ModelOptions.defaults().withDevice("cpu").withThreads(1));
                Session session = model.newSession()) {
            session.decode(1);
            Files.write(file, new byte[1], StandardOpenOption.APPEND);
            assertThrows(GgufException.class, () -> session.decode(2));
        }
    }

    @Test
    void namesAndLinksAreShownAsWhatTheyAre() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.gguf"), Path.of("gone\u001b[2J.gguf"));
        Refusal.of(link).says("link.gguf", "this is a link to gone\\u{1b}[2J.gguf, which is not there");
        Path named = Files.write(folder.resolve("a\nb\u0007.gguf"), new byte[0]);
        Refusal.of(named).says("a\\nb\\u{7}.gguf", "the file is empty");
    }
}
