package org.cria.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Random;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;
import org.cria.model.speculation.Speculation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trained models say the same, whatever is guessed of it: 1 to 16 tokens at a time, wrong at every place. */
final class SpeculationOnTrainedModelsTest {
    private static final Path BUILT_IN = Path.of("..", "models", "built-in.gguf");
    private static final int MOST = 16;
    private static final String[] BEGINNINGS = {
        "Where does Varick live?", "Once upon a time", "The sea ", "1 2 3 1 2 3 1 2", "She said: \"", "What is 8 + 7?"
    };

    private static void check(Path file, String device, int prompts, int tokens) {
        ModelOptions options = ModelOptions.defaults()
                .withDevice(device)
                .withThreads(1)
                .withBatchSize(24)
                .withContextSize(96);
        try (Model model = Model.open(file, options)) {
            Random random = new Random(11);
            for (int i = 0; i < prompts; i++) {
                String beginning =
                        BEGINNINGS[i % BEGINNINGS.length] + (i < BEGINNINGS.length ? "" : " " + random.nextInt(1000));
                int[] prompt = model.tokenizer().prompt(beginning);
                GenerationSettings settings = GenerationSettings.defaults()
                        .withPredict(tokens)
                        .withSampling(
                                i % 2 == 0
                                        ? SamplerSettings.greedy()
                                        : SamplerSettings.defaults()
                                                .with(Sampler.SEED, (long) i)
                                                .with(Temperature.VALUE, 0.9f));
                Said plain = Said.of(model, prompt, settings);
                int length = 1 + i % MOST;
                int wrong = i / MOST * 5 % (length + 1);
                Speculation foretold = Speculation.by(given -> new Foretold(plain.tokens(), wrong))
                        .withMost(length)
                        .unadapted();
                String what = beginning + ", " + length + " drafted, wrong at " + wrong;
                assertEquals(plain, Said.of(model, prompt, settings.withSpeculation(foretold)), what);
                assertEquals(plain, Said.of(model, prompt, settings.withSpeculation(Speculation.ngrams())), what);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "emulator"})
    void theBuiltInModelDoes(String device) {
        check(BUILT_IN, device, device.equals("cpu") ? 16 : 2, device.equals("cpu") ? 20 : 6);
    }

    @Test
    void theModelOfStoriesDoes() {
        check(SharedFolder.file("models/stories260K.gguf"), "cpu", 32, 20);
    }

    /** Every place of every length is wrong in some prompt. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"cpu", "emulator"})
    void aHundredPromptsDo(String device) {
        check(BUILT_IN, device, 100, device.equals("cpu") ? 24 : 12);
        check(SharedFolder.file("models/stories260K.gguf"), device, 100, device.equals("cpu") ? 24 : 12);
    }
}
