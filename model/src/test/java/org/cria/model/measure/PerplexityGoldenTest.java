package org.cria.model.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Format;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.SharedFolder;
import org.cria.model.forward.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trained model on WikiText-2: {@code llama-perplexity -c 128 --chunks 64} gives 97.7284 ± 5.64 with an F32 cache. */
final class PerplexityGoldenTest {
    private static final double GOLDEN = 97.7284;
    private static final double GOLDEN_ERROR = 5.64255;

    @ParameterizedTest
    @CsvSource({"f32, 0.0002", "f16, 0.003", "q8_0, 0.01"})
    void perplexityIsThatOfTheReference(String cache, double relative) throws IOException {
        Path text = SharedFolder.file("data/wiki.test.raw");
        Format format = Settings.kvFormat(cache);
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withThreads(2)
                .withContextSize(128)
                .withCache(format, format);
        try (Model model = Model.open(SharedFolder.file("models/stories260K.gguf"), options);
                Session session = model.newSession()) {
            // 64 windows need 8,192 tokens, which are well within the first 64 KiB.
            String start = Files.readString(text).substring(0, 65_536);
            Chunks chunks = Chunks.of(model.tokenizer().prompt(start), 128, 64);
            assertEquals(64, chunks.count());
            Perplexity perplexity =
                    Perplexity.measure(chunks, session, model.tokenizer().vocabulary(), (chunk, soFar) -> true);
            assertEquals(GOLDEN, perplexity.value(), GOLDEN * relative);
            assertEquals(GOLDEN_ERROR, perplexity.error(), 0.02 * GOLDEN_ERROR);
        }
    }
}
