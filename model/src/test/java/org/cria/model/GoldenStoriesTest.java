package org.cria.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Greedy text of a trained model, token by token as llama.cpp has it, whatever the threads and batches. */
final class GoldenStoriesTest {
    private static final Pattern CASE = Pattern.compile(
            "\"prompt\": \"([^\"]*)\",\\s*\"prompt_tokens\": \\[([^]]*)].*?"
                    + "\"greedy_tokens\": \\[([^]]*)].*?\"greedy_logprobs\": \\[([^]]*)]",
            Pattern.DOTALL);

    /** A prompt, its tokens, and what followed: tokens and their log-probabilities. */
    private record Story(String prompt, List<Integer> promptTokens, List<Integer> tokens, List<Double> logprobs) {}

    @ParameterizedTest(name = "{0} threads, batches of {1}")
    @CsvSource({"1, 1", "1, 7", "1, 512", "2, 1", "2, 7", "2, 512"})
    void greedyTextIsThatOfTheReference(int threads, int batchSize) throws IOException {
        List<Story> stories = stories(SharedFolder.file("golden/stories260K.json"));
        assertEquals(4, stories.size());
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withThreads(threads)
                .withBatchSize(batchSize)
                .withCache(Formats.F32, Formats.F32);
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(96)
                .withLogprobs(0);
        try (Model model = Model.open(SharedFolder.file("models/stories260K.gguf"), options)) {
            for (Story story : stories) {
                try (Session session = model.newSession()) {
                    check(story, model.generate(session, story.prompt, settings));
                    int[] held = session.tokens();
                    int[] prompt = story.promptTokens.stream().mapToInt(i -> i).toArray();
                    assertArrayEquals(prompt, Arrays.copyOf(held, prompt.length), "tokens of the prompt");
                }
            }
        }
    }

    /** Every access of every kernel is watched meanwhile. The model has five layers; those that stay run on the CPU. */
    @ParameterizedTest(name = "{0} layers on the device")
    @ValueSource(ints = {5, 3, 0})
    void theGpuKernelsWriteTheSameStories(int layers) throws IOException {
        ModelOptions options = ModelOptions.defaults()
                .withDevice("emulator")
                .withGpuLayers(layers)
                .withContextSize(64)
                .withBatchSize(32)
                .withCache(Formats.F32, Formats.F32);
        try (Model model = Model.open(SharedFolder.file("models/stories260K.gguf"), options)) {
            assertEquals(layers == 3 ? 2 : 1, model.places().size(), model.device());
            for (Story story : stories(SharedFolder.file("golden/stories260K.json"))) {
                for (int logprobs : new int[] {0, GenerationSettings.NONE}) {
                    GenerationSettings settings = GenerationSettings.defaults()
                            .withSampling(SamplerSettings.greedy())
                            .withPredict(24)
                            .withLogprobs(logprobs);
                    try (Session session = model.newSession()) {
                        check(story, model.generate(session, story.prompt, settings));
                    }
                }
            }
        }
    }

    private static void check(Story story, Generation generation) {
        List<Integer> tokens = new ArrayList<>();
        List<Double> logprobs = new ArrayList<>();
        generation.forEachRemaining(piece -> {
            tokens.add(piece.token());
            if (!Double.isNaN(piece.logprob())) {
                logprobs.add(piece.logprob());
            }
        });
        assertEquals(story.tokens.subList(0, tokens.size()), tokens, story.prompt);
        for (int i = 0; i < logprobs.size(); i++) {
            assertEquals(story.logprobs.get(i), logprobs.get(i), 1e-3, story.prompt + ", token " + i);
        }
    }

    private static List<Story> stories(Path file) throws IOException {
        Matcher matcher = CASE.matcher(Files.readString(file));
        List<Story> stories = new ArrayList<>();
        while (matcher.find()) {
            stories.add(new Story(
                    matcher.group(1),
                    numbers(matcher.group(2)).map(Integer::valueOf).toList(),
                    numbers(matcher.group(3)).map(Integer::valueOf).toList(),
                    numbers(matcher.group(4)).map(Double::valueOf).toList()));
        }
        return stories;
    }

    private static Stream<String> numbers(String list) {
        return Stream.of(list.trim().split("\\s*,\\s*"));
    }
}
