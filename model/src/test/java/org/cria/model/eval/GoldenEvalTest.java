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
    private static final int LIMIT = 10;

    @Test
    void storiesHasTheHarnessesFigures() throws IOException {
        ModelOptions options = ModelOptions.defaults()
                .withCache(Formats.F32, Formats.F32)
                .withCpu(CpuArithmetic.EXACT)
                .withThreads(1);
        Map<String, Sample> found = new HashMap<>();
        EvalSettings settings = new EvalSettings(
                List.of(FOLDER.resolve("data")), OptionalInt.of(LIMIT), OptionalInt.empty(), 1234, Bos.ON, 2);
        try (Model model = Model.open(SharedFolder.file("models/stories260K.gguf"), options);
                EvalRun evaluation = new EvalRun(model, settings, AnswerLog.NONE)) {
            for (String name : Tasks.names()) {
                for (EvalTask task : Tasks.of(name).orElseThrow()) {
                    if (task.form() instanceof TaskForm.Shown
                            && !task.name().equals("gsm8k") // its answers have no room
                            && !name.equals("openllm")) {
                        for (String part : evaluation.parts(task)) {
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
        List<String> golden = Files.readAllLines(FOLDER.resolve("stories260K.txt"));
        assertEquals(golden.size(), found.size());
        for (String line : golden) {
            String[] cells = line.split("\t", 3);
            check(line, cells[2].split("\t", -1), Objects.requireNonNull(found.get(cells[0] + "\t" + cells[1]), line));
        }
    }

    private static void check(String line, String[] cells, Sample sample) {
        TaskQuestion.Choice question = (TaskQuestion.Choice) sample.question();
        assertEquals(cells[0], digest(question.pairs()), () -> "the prompts of " + line);
        for (int i = 0; i < question.pairs().size(); i++) {
            String[] value = cells[1 + i].split("/", -1);
            double distance = Math.abs(
                    Double.parseDouble(value[0]) - sample.likelihoods().get(i).sum());
            assertTrue(distance <= TOLERANCE * Integer.parseInt(value[1]), () -> distance + " at " + line);
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

    private static String digest(List<TaskQuestion.Pair> pairs) {
        List<String> texts = pairs.stream()
                .flatMap(pair -> Stream.of(pair.context(), pair.continuation()))
                .toList();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\0", texts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
