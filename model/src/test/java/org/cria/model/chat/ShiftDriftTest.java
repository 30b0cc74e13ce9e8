package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.SharedFolder;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.sample.SamplerSettings;
import org.junit.jupiter.api.Test;

/**
 * How far answers drift when keys turn instead of being computed again: at each shift, the distribution of the first token of
 * the answer against that of a session that reads the same prompt afresh. {@code -Ddrift.model=FILE} measures another model,
 * {@code -Ddrift.shifts=100} more shifts.
 */
final class ShiftDriftTest {
    private static final int CONTEXT = 512;
    private static final int SHIFTS = 6;

    @Test
    void theDriftStaysWhereTheFirstShiftsPutIt() {
        Path file = model();
        for (Format format : List.of(Formats.F32, Formats.F16, Formats.Q8_0)) {
            List<double[]> drift = drift(file, format);
            double first = mean(drift.subList(0, drift.size() / 2), 0);
            double second = mean(drift.subList(drift.size() / 2, drift.size()), 0);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %s, %d shifts: KL %.4f in the first half, %.4f in the second, median %.4f, largest %.4f;"
                            + " same likeliest token %.0f %%%n",
                    file.getFileName(),
                    format.name(),
                    drift.size(),
                    first,
                    second,
                    drift.stream()
                            .mapToDouble(d -> d[0])
                            .sorted()
                            .skip(drift.size() / 2)
                            .findFirst()
                            .orElse(0),
                    drift.stream().mapToDouble(d -> d[0]).max().orElse(0),
                    100 * mean(drift, 1));
            assertTrue(second < Math.max(3 * first, 0.5), () -> format.name() + ": " + first + " grew to " + second);
        }
    }

    private static double mean(List<double[]> values, int index) {
        return values.stream().mapToDouble(value -> value[index]).average().orElse(0);
    }

    /** For each shift, the divergence and whether both find the same token likeliest. */
    private static List<double[]> drift(Path file, Format format) {
        List<double[]> drift = new ArrayList<>();
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(24);
        try (Model model = Model.open(
                        file,
                        ModelOptions.defaults()
                                .withThreads(1)
                                .withContextSize(CONTEXT)
                                .withCache(format, format));
                Session fresh = model.newSession();
                Chat chat = new Chat(conversation(model), model.newSession())) {
            Random random = new Random(4);
            int shifts = Integer.getInteger("drift.shifts", SHIFTS);
            while (drift.size() < shifts) {
                String message = message(random);
                boolean moves = chat.conversation().fork().ask(message).moves();
                Answer answer = chat.say(message, settings);
                int[] prompt = chat.conversation().prompt();
                if (moves) {
                    fresh.rewind(0);
                    float[] expected =
                            fresh.prefill(prompt, Progress.NONE).orElseThrow().toArray();
                    float[] found = chat.session()
                            .prefill(prompt, Progress.NONE)
                            .orElseThrow()
                            .toArray();
                    drift.add(compare(expected, found));
                }
                answer.complete();
            }
        }
        return drift;
    }

    private static Conversation conversation(Model model) {
        Conversation conversation = new Conversation(
                ChatTemplates.named("llama2"), model.tokenizer(), new Room(CONTEXT, CONTEXT / 4, true));
        conversation.pin("Always answer in one word.");
        return conversation;
    }

    private static String message(Random random) {
        List<String> words =
                List.of("the dog", "a red ball", "my friend", "the sun", "a big tree", "the cat", "her box");
        return "Tell me about "
                + random.ints(2, 0, words.size()).mapToObj(words::get).collect(Collectors.joining(" and "))
                + ".";
    }

    private static double[] compare(float[] expected, float[] found) {
        LogProbabilities a = LogProbabilities.of(Scores.All.of(expected));
        LogProbabilities b = LogProbabilities.of(Scores.All.of(found));
        double divergence = 0;
        int bestA = 0;
        int bestB = 0;
        for (int token = 0; token < expected.length; token++) {
            divergence += Math.exp(a.of(token)) * (a.of(token) - b.of(token));
            bestA = expected[token] > expected[bestA] ? token : bestA;
            bestB = found[token] > found[bestB] ? token : bestB;
        }
        return new double[] {divergence, bestA == bestB ? 1 : 0};
    }

    private static Path model() {
        String given = System.getProperty("drift.model");
        if (given != null) {
            return Path.of(given);
        }
        return SharedFolder.file("models/stories260K.gguf");
    }
}
