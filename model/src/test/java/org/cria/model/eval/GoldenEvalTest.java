package org.cria.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.SharedFolder;
import org.junit.jupiter.api.Test;

/**
 * Prompts, log-likelihoods and scores of lm_eval 0.4.13 with transformers 5.12.1, as {@code scripts/golden-eval.py} wrote them down, on the
 * small data sets of the tests, which are in the forms of the published ones.
 */
final class GoldenEvalTest {
    /** Per token: transformers computes in F32 with other sums. */
    private static final double TOLERANCE = 1e-3;

    private static final Path FOLDER = Path.of("src/test/resources/eval");

    @Test
    void storiesHasTheHarnessesFigures() throws IOException {
        check(SharedFolder.file("models/stories260K.gguf"), "stories260K.txt", 10, false); // answers have no room
    }

    @Test
    void theBuiltInModelHasTheHarnessesFiguresAndWritesItsAnswers() throws IOException {
        check(Path.of("..", "models", "built-in.gguf"), "built-in.txt", 3, true);
    }

    private static void check(Path file, String name, int limit, boolean writes) throws IOException {
        Map<String, Sample> found = samples(file, limit, writes);
        List<String> golden = Files.readAllLines(FOLDER.resolve(name));
        assertEquals(golden.size(), found.size());
        for (String line : golden) {
            String[] cells = line.split("\t", 3);
            check(line, cells[2].split("\t", -1), Objects.requireNonNull(found.get(cells[0] + "\t" + cells[1]), line));
        }
    }

    private static Map<String, Sample> samples(Path file, int limit, boolean writes) throws IOException {
        ModelOptions options = ModelOptions.defaults()
                .withCache(Formats.F32, Formats.F32)
                .withCpu(CpuArithmetic.EXACT)
                .withThreads(1);
        Map<String, Sample> found = new HashMap<>();
        EvalSettings settings = new EvalSettings(
                List.of(FOLDER.resolve("data")), OptionalInt.of(limit), OptionalInt.empty(), 1234, Bos.ON, 2);
        try (Model model = Model.open(file, options);
                EvalRun evaluation = new EvalRun(model, settings, AnswerLog.NONE)) {
            for (String name : Tasks.names()) {
                for (EvalTask task : Tasks.of(name).orElseThrow()) {
                    if (task.form() instanceof TaskForm.Shown
                            && (writes || !task.name().equals("gsm8k"))
                            && !name.equals("openllm")) {
                        for (String part : settings.parts(task)) {
                            TaskResult result =
                                    evaluation.run(task, part, (_, _) -> true).orElseThrow();
                            result.samples()
                                    .forEach(sample -> found.put(
                                            result.name() + "\t"
                                                    + sample.question().doc(),
                                            sample));
                        }
                    }
                }
            }
        }
        return found;
    }

    private static void check(String line, String[] cells, Sample sample) {
        switch (sample.question()) {
            case TaskQuestion.Choice question -> {
                List<String> texts = question.pairs().stream()
                        .flatMap(pair -> Stream.of(pair.context(), pair.continuation()))
                        .toList();
                assertEquals(cells[0], digest(texts), () -> "the prompts of " + line);
                for (int i = 0; i < question.pairs().size(); i++) {
                    String[] value = cells[1 + i].split("/", -1);
                    double distance = Math.abs(Double.parseDouble(value[0])
                            - sample.likelihoods().get(i).sum());
                    assertTrue(distance <= TOLERANCE * Integer.parseInt(value[1]), () -> distance + " at " + line);
                }
            }
            case TaskQuestion.Writing question -> {
                assertEquals(cells[0], digest(List.of(question.prompt())), () -> "the prompt of " + line);
                assertEquals(cells[1], digest(List.of(sample.text())), () -> "'" + sample.text() + "' at " + line);
            }
        }
        int scores = 0;
        for (String cell : cells) {
            if (cell.contains("=")) {
                String[] score = cell.split("=", -1);
                assertEquals(Double.parseDouble(score[1]), sample.score(score[0]), 1e-3, line);
                scores++;
            }
        }
        assertEquals(sample.scores().size(), scores, line);
    }

    private static String digest(List<String> texts) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\0", texts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
