package org.cria.cli.builtin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Turn;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.junit.jupiter.api.Test;

/**
 * The built-in model compared with what llama.cpp makes of the same file, as {@code scripts/golden-built-in.py} wrote it down; the
 * script compares the F32 file too, which is not in the repository.
 */
final class LlamaCppTest {
    private static final int PROMPTS = 50;
    private static final int TOKENS = 16;

    /** llama.cpp rounds the activations to 8 bits for Q8_0 weights, Cria does not. */
    private static final double SAME_ANSWERS = 0.9;

    /**
     * @param prompt [tokens]
     * @param answer [tokens] at most 16, the last one may end it
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by assertions only
    private record Golden(String system, String message, int[] prompt, int[] answer) {
        static Golden parse(String line) {
            String[] fields = line.split("\t");
            return new Golden(fields[0], fields[1], ids(fields[2]), ids(fields[3]));
        }

        private static int[] ids(String text) {
            return Stream.of(text.split(" ")).mapToInt(Integer::parseInt).toArray();
        }

        List<Turn> turns() {
            Turn user = Turn.user(message);
            return system.isEmpty() ? List.of(user) : List.of(Turn.system(system), user);
        }
    }

    private static List<Golden> goldens() throws IOException {
        String resource = "/built-in/llama.cpp.txt";
        try (InputStream in = Objects.requireNonNull(LlamaCppTest.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Golden::parse)
                    .toList();
        }
    }

    private static Model open() {
        return Model.open(
                Checkout.builtInModel(), ModelOptions.defaults().withThreads(1).withCache(Formats.F32, Formats.F32));
    }

    @Test
    void promptsAreTheSameTokens() throws IOException {
        try (Model model = open()) {
            for (Golden golden : goldens()) {
                int[] prompt = ChatTemplates.named("llama2").tokens(golden.turns(), model.tokenizer());
                assertArrayEquals(golden.prompt(), prompt, golden.message());
            }
        }
    }

    @Test
    void answersBeginWithTheSameTokensOnNineOfTenPrompts() throws IOException {
        List<String> different = new ArrayList<>();
        List<Golden> goldens = goldens();
        assertEquals(PROMPTS, goldens.size());
        try (Model model = open()) {
            for (Golden golden : goldens) {
                int[] answer = answer(model, golden.prompt());
                if (!Arrays.equals(golden.answer(), answer)) {
                    different.add(golden.message() + ": " + Arrays.toString(answer) + ", llama.cpp "
                            + Arrays.toString(golden.answer()));
                }
            }
        }
        assertTrue(
                different.size() <= PROMPTS - Math.ceil(SAME_ANSWERS * PROMPTS),
                () -> different.size() + " of " + PROMPTS + " differ:\n" + String.join("\n", different));
    }

    private static int[] answer(Model model, int[] prompt) {
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(TOKENS);
        try (Session session = model.newSession()) {
            Generation generation = model.generate(session, prompt, settings);
            List<Integer> tokens = new ArrayList<>();
            while (generation.hasNext()) {
                tokens.add(generation.next().token());
            }
            return tokens.stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
