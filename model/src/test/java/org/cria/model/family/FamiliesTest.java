package org.cria.model.family;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.cria.testmodels.GgufField.Kind;
import org.cria.testmodels.GgufWriter;
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
                        + " This version of Cria lacks that one; choose a model of a supported architecture\\."),
                message);
    }

    @Test
    void whatIsNoModelIsNamedForWhatItIs() throws IOException {
        assertNamed(new GgufWriter().string("general.type", "imatrix"), "an importance matrix");
        assertNamed(adapter("general.type", "adapter"), "a LoRA adapter");
        assertNamed(adapter("general.type", "mmproj"), "part for images or sound");
        assertNamed(new GgufWriter().string("general.architecture", "clip"), "part for images or sound");
        assertNamed(adapter("general.type", "model"), "a vocabulary without weights");
    }

    private static GgufWriter adapter(String key, String value) {
        return new GgufWriter().string("general.architecture", "llama").string(key, value);
    }

    private void assertNamed(GgufWriter writer, String what) throws IOException {
        String message = Defined.refusal(folder, writer);
        assertTrue(message.contains(what), message);
        assertFalse(message.contains("damaged"), message);
    }
}
