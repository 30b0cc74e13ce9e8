package org.cria.model.family;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.TinyModel;

/** Lets a family read a file. */
final class Defined {
    private Defined() {}

    /** 32 wide, 2 layers, 4 heads of 8 over 2, 290 pieces, context 256, F32. */
    static TinyModel tiny() {
        return TinyModel.seeded(3)
                .dim(32)
                .ffn(48)
                .heads(4)
                .kvHeads(2)
                .vocabulary(290)
                .context(256);
    }

    /** Hands out what the family made of the file, while the file is open. */
    static void check(Path folder, byte[] bytes, Consumer<Definition> check) throws IOException {
        Path file = Files.write(folder.resolve("tiny.gguf"), bytes);
        try (Gguf gguf = Gguf.open(file)) {
            check.accept(Families.define(gguf, ProgramRewrite.NONE));
        } finally {
            Files.delete(file);
        }
    }

    static void check(Path folder, GgufWriter writer, Consumer<Definition> check) throws IOException {
        check(folder, writer.bytes(), check);
    }

    /** The message of a file that must be refused: it names the file, what was found, what was expected and the next step. */
    static String refusal(Path folder, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("tiny.gguf"), bytes);
        try (Gguf gguf = Gguf.open(file)) {
            String message =
                    String.valueOf(assertThrows(GgufException.class, () -> Families.define(gguf, ProgramRewrite.NONE))
                            .getMessage());
            assertTrue(message.startsWith("tiny.gguf: "), message);
            assertTrue(message.contains(", expected "), message);
            assertTrue(message.matches("(?s).*\\. [A-Z].*\\."), "no next step: " + message);
            return message;
        } finally {
            Files.delete(file);
        }
    }

    static String refusal(Path folder, GgufWriter writer) throws IOException {
        return refusal(folder, writer.bytes());
    }
}
