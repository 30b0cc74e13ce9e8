package org.cria.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.format.Formats;
import org.cria.model.forward.Session;
import org.cria.testmodels.GgufField.Kind;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelTest {
    private static final ModelOptions OPTIONS =
            ModelOptions.defaults().withDevice("cpu").withThreads(2);

    @TempDir
    Path folder;

    @Test
    void aModelSaysWhatItIsAndWhereItRuns() throws IOException {
        try (Model model = Model.open(tiny().write(folder.resolve("tiny.gguf")), OPTIONS)) {
            assertEquals("tiny", model.config().name());
            assertEquals(256, model.contextSize());
            assertEquals(290, model.tokenizer().vocabulary().size());
            assertTrue(model.device().startsWith("cpu: 2 threads"), model.device());
            assertEquals(List.of(), model.notes());
            assertEquals(256, model.memory().contextSize());
            assertTrue(model.memory().weightBytes() < Files.size(folder.resolve("tiny.gguf")));
        }
    }

    @Test
    void theContextIsWhatWasAskedFor() throws IOException {
        Path file = tiny().write(folder.resolve("tiny.gguf"));
        try (Model model = Model.open(file, OPTIONS.withContextSize(9));
                Session session = model.newSession()) {
            assertEquals(9, session.contextSize());
            assertThrows(CriaException.class, () -> session.prefill(new int[10], Progress.NONE));
        }
    }

    @Test
    void closingTwiceIsClosingOnce() throws IOException {
        Model model = Model.open(tiny().write(folder.resolve("tiny.gguf")), OPTIONS);
        Session session = model.newSession();
        session.prefill(new int[] {1, 2}, Progress.NONE);
        model.close();
        assertDoesNotThrow(model::close);
        assertThrows(IllegalStateException.class, () -> session.decode(1));
    }

    @Test
    void anUnknownDeviceIsRefused() throws IOException {
        Path file = tiny().write(folder.resolve("tiny.gguf"));
        CriaException refusal = assertThrows(
                CriaException.class,
                () -> Model.open(file, OPTIONS.withDevice("abacus")).close());
        assertTrue(String.valueOf(refusal.getMessage()).contains("'abacus'"), refusal.getMessage());
    }

    @Test
    void aCacheFormatThatDoesNotFitTheHeadsIsRefusedWithWhatDoes() throws IOException {
        Path file = TinyModel.seeded(1).dim(24).ffn(24).heads(3).kvHeads(1).write(folder.resolve("odd.gguf"));
        CriaException refusal = assertThrows(
                CriaException.class,
                () -> Model.open(file, OPTIONS.withCache(Formats.Q8_0, Formats.F16))
                        .close());
        assertTrue(String.valueOf(refusal.getMessage()).contains("Choose f16 or f32."), refusal.getMessage());
        assertDoesNotThrow(() ->
                Model.open(file, OPTIONS.withCache(Formats.F16, Formats.F32)).close());
    }

    @Test
    void aModelThatDoesNotFitInMemoryIsRefusedBeforeItIsLoaded() throws IOException {
        Path file = tiny().write(folder.resolve("long.gguf"));
        // 2³¹ cells of 2 layers, keys and values of 64 values in F32: 2 TiB.
        ModelOptions options = OPTIONS.withContextSize(Integer.MAX_VALUE).withCache(Formats.F32, Formats.F32);
        CriaException refusal = assertThrows(
                CriaException.class, () -> Model.open(file, options).close());
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("long.gguf: needs "), refusal.getMessage());
        assertTrue(String.valueOf(refusal.getMessage()).contains("Use context size "), refusal.getMessage());
    }

    @Test
    void aVocabularyThatIsDamagedIsRefusedByFileName() throws IOException {
        byte[] bytes =
                tiny().image().with(Kind.VALUE, "tokenizer.ggml.model", "llamb".getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(folder.resolve("odd.gguf"), bytes);
        CriaException refusal = assertThrows(
                CriaException.class, () -> Model.open(file, OPTIONS).close());
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("odd.gguf: "), refusal.getMessage());
        assertTrue(String.valueOf(refusal.getMessage()).contains("'llamb'"), refusal.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("none.gguf");
        CriaException refusal = assertThrows(
                CriaException.class, () -> Model.open(file, OPTIONS).close());
        assertTrue(String.valueOf(refusal.getMessage()).contains("none.gguf"), refusal.getMessage());
        assertFalse(Files.exists(file));
    }

    private static TinyModel tiny() {
        return TinyModel.seeded(3).dim(64).ffn(64).heads(4).kvHeads(4).vocabulary(290);
    }
}
