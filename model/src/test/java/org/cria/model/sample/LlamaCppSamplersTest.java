package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.cria.kernels.Scores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each sampler beside llama.cpp's, on 200 vectors of logits after a text: which tokens are left, and their logits. The golden file is
 * what scripts/golden-samplers.py makes with llama.cpp 0.7.0.
 */
final class LlamaCppSamplersTest {
    /** The same generator as in that script. */
    private static final class Numbers {
        private long state;

        Numbers(int start) {
            state = start;
        }

        int next() {
            state = state * 6364136223846793005L + 1442695040888963407L;
            return (int) (state >>> 40);
        }

        float logit(int vector) {
            float t = next() / 8388608f - 1;
            return t * t * t * (1 + vector % 16);
        }
    }

    /** Flat vectors: from the number of tokens that should be left, llama.cpp makes an int, which overflows and so leaves one. */
    private static final Set<Integer> TOO_MANY = Set.of(0, 16, 32, 64, 80, 96, 128, 176);

    private record Left(int vector, int tokens, long ids, double logits) {}

    static Stream<String> samplers() throws IOException {
        return lines().map(line -> line[0]).distinct();
    }

    private static Stream<String[]> lines() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(LlamaCppSamplersTest.class.getResourceAsStream("llama-cpp-samplers.txt")),
                StandardCharsets.UTF_8))) {
            return reader.lines().map(line -> line.split("\t")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void itLeavesWhatLlamaCppLeaves(String sampler) throws IOException {
        List<Left> golden = lines().filter(line -> line[0].equals(sampler))
                .map(line -> new Left(
                        Integer.parseInt(line[1]),
                        Integer.parseInt(line[2]),
                        Long.parseLong(line[3]),
                        Double.parseDouble(line[4])))
                .toList();
        assertEquals(200, golden.size());
        golden.stream()
                .filter(expected -> !sampler.equals("mirostat 1 5") || !TOO_MANY.contains(expected.vector))
                .forEach(expected -> assertLeaves(expected, stage(sampler)));
    }

    @Test
    void mirostatKeepsAllWhereMoreThanAnIntHoldsShouldBeLeft() throws IOException {
        for (int vector : TOO_MANY) {
            Candidates candidates = new Candidates(new SplittableRandom(1));
            candidates.load(Scores.All.of(logits(new Numbers(vector), vector)));
            int all = candidates.size();
            stage("mirostat 1 5").apply(candidates);
            assertEquals(all, candidates.size());
        }
        assertEquals(
                TOO_MANY.size(),
                lines().filter(line -> line[0].equals("mirostat 1 5") && line[2].equals("1"))
                        .filter(line -> TOO_MANY.contains(Integer.parseInt(line[1])))
                        .count());
    }

    private static void assertLeaves(Left expected, Stage stage) {
        int vector = expected.vector;
        Numbers numbers = new Numbers(vector);
        float[] logits = logits(numbers, vector);
        for (int said = 30 + vector % 70; said > 0; said--) {
            stage.accept(numbers.next() % 8);
        }
        Candidates candidates = new Candidates(new SplittableRandom(1));
        candidates.load(Scores.All.of(logits));
        stage.apply(candidates);
        long ids = 0;
        double sum = 0;
        double magnitude = 0;
        for (int i = 0; i < candidates.size(); i++) {
            ids += candidates.id(i);
            sum += candidates.logit(i);
            magnitude += Math.abs(candidates.logit(i));
        }
        assertEquals(expected.tokens, candidates.size(), () -> stage + ", vector " + vector);
        assertEquals(expected.ids, ids, () -> stage + ", vector " + vector);
        // Powers and logarithms of floats differ by a few of their last places, 2⁻²⁴ each, and nothing else does.
        assertEquals(expected.logits, sum, 1e-6 * magnitude, () -> stage + ", vector " + vector);
    }

    private static float[] logits(Numbers numbers, int vector) {
        float[] logits = new float[2 + vector * 37 % 300];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = numbers.logit(vector);
        }
        return logits;
    }

    private static Stage stage(String name) {
        String[] words = name.split(" ", -1);
        float first = Float.parseFloat(words[1]);
        float second = words.length > 2 ? Float.parseFloat(words[2]) : 0;
        return switch (words[0]) {
            case "penalties" -> new Penalties(20, second, Float.parseFloat(words[4]), Float.parseFloat(words[3]));
            case "dry" ->
                new Dry(
                        first,
                        second,
                        Integer.parseInt(words[3]),
                        Integer.parseInt(words[4]),
                        words.length > 5
                                ? new SequenceBreakers(Map.of(3, List.of(List.of()), 4, List.of(List.of(5))))
                                : SequenceBreakers.NONE);
            case "top-n-sigma" -> new TopNSigma(first);
            case "top-k" -> new TopK((int) first);
            case "typical" -> new TypicalP(first);
            case "top-p" -> new TopP(first);
            case "min-p" -> new MinP(first);
            case "xtc" -> new Xtc(first, second);
            case "temp" -> new DynamicTemperature(first, second, Float.parseFloat(words[3]));
            case "mirostat" -> new Mirostat(first == 2, 0.1f, second);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
