package org.cria.model.family;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.cria.testmodels.GgufField.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FamiliesTest {
    @TempDir
    Path folder;

    @Test
    void anUnknownArchitectureIsRefusedWithTheKnownOnes() throws IOException {
        byte[] bytes = Defined.tiny()
                .image()
                .with(Kind.VALUE, "general.architecture", "mamba".getBytes(StandardCharsets.UTF_8));
        String message = Defined.refusal(folder, bytes);
        assertTrue(
                message.matches("tiny\\.gguf: architecture 'mamba', expected architecture llama( or \\w+)*\\."
                        + " Choose a model of a supported architecture\\."),
                message);
    }
}
