package org.cria.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.model.sample.LogProbabilities;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks on a model that babbles, with the small data sets of the tests. */
final class EvalRunTest {
    private static final Path DATA = Path.of("src/test/resources/eval/data");
    private static final Progress ALL = (_, _) -> true;

    @TempDir
    Path folder;

    private Model model;

    @BeforeEach
    void open() throws IOException {
        Path file = TinyModel.seeded(5).dim(32).ffn(32).layers(1).context(600).write(folder.resolve("tiny.gguf"));
        model = Model.open(file, ModelOptions.defaults().withThreads(1).withBatchSize(16));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static EvalTask task(String name) {
        return Tasks.of(name).orElseThrow().getFirst();
    }

    private static EvalSettings settings(int limit, int shots) {
        return new EvalSettings(List.of(DATA), OptionalInt.of(limit), OptionalInt.of(shots), 1234, Bos.AUTO, 2);
    }

    private Optional<TaskResult> run(EvalTask task, AnswerLog log, Progress progress) {
        try (EvalRun evaluation = new EvalRun(model, settings(6, 1), log)) {
            return evaluation.run(task, task.name().equals("mmlu") ? "anatomy" : "", progress);
        }
    }

    @Test
    void aContinuationScoresAsItDoesAlone() {
        PairEncoder encoder = new PairEncoder(model.tokenizer(), true, model.contextSize());
        for (String name : List.of("hellaswag", "winogrande", "mmlu")) {
            for (Sample sample :
                    run(task(name), AnswerLog.NONE, ALL).orElseThrow().samples()) {
                TaskQuestion.Choice question = (TaskQuestion.Choice) sample.question();
                for (int i = 0; i < question.pairs().size(); i++) {
                    PairEncoder.Scored scored = encoder.scored(question.pairs().get(i));
                    assertEquals(alone(scored), sample.likelihoods().get(i), name);
                }
            }
        }
    }

    private Likelihood alone(PairEncoder.Scored scored) {
        double[] sum = {0};
        boolean[] greedy = {true};
        try (Session session = model.newSession()) {
            session.score(scored.input(), scored.firstScored(), (position, row) -> {
                LogProbabilities next = LogProbabilities.of(row);
                int token = scored.targets()[position - scored.firstScored()];
                sum[0] += next.of(token);
                greedy[0] &= next.top(1).getFirst().token() == token;
            });
        }
        return new Likelihood(sum[0], greedy[0]);
    }

    @Test
    void aRunThatWasEndedAnywhereGoesOnToTheSameResult() throws IOException {
        Random random = new Random(7);
        for (String name : List.of("hellaswag", "gsm8k")) {
            EvalTask task = task(name);
            List<Sample> whole = run(task, AnswerLog.NONE, ALL).orElseThrow().samples();
            Path file = folder.resolve(name + ".jsonl");
            for (int kill = 0; kill < 10; kill++) {
                int calls = 1 + random.nextInt(4);
                int[] called = {0};
                run(task, AnswerLog.in(file, false), (_, _) -> ++called[0] < calls);
                long size = Files.exists(file) ? Files.size(file) : 0;
                if (size > 0) {
                    byte[] bytes = Files.readAllBytes(file);
                    Files.write(file, Arrays.copyOf(bytes, random.nextInt((int) size + 1)));
                }
                assertEquals(
                        whole,
                        run(task, AnswerLog.in(file, false), ALL).orElseThrow().samples());
            }
        }
    }

    @Test
    void whatIsInTheLogIsNotAskedAgainUnlessAllIsToBeFresh() throws IOException {
        Path file = folder.resolve("log.jsonl");
        run(task("winogrande"), AnswerLog.in(file, false), ALL);
        long size = Files.size(file);
        run(task("winogrande"), AnswerLog.in(file, false), ALL);
        assertEquals(size, Files.size(file));
        Files.writeString(file, "[\"0\", \"x\"]\n", StandardOpenOption.APPEND);
        assertEquals(13, AnswerLog.in(file, false).size());
        assertEquals(0, AnswerLog.in(file, true).size());
    }

    @Test
    void whatPythonTakesForWhiteSpaceGoesFromTheEndOfAContextToTheContinuation() {
        PairEncoder encoder = new PairEncoder(model.tokenizer(), true, model.contextSize());
        for (String space : List.of(" ", "\n", "\u00a0", "\u2007", "\u0085", "\u001c")) {
            assertEquals(
                    encoder.encode("One" + space + "two").length - encoder.encode("One").length,
                    encoder.scored(new TaskQuestion.Pair("One" + space, "two")).targets().length,
                    () -> "U+%04X".formatted((int) space.charAt(0)));
        }
    }

    @Test
    void aDataSetThatIsMissingIsNamedWithWhereItIsHad() {
        CriaException failure =
                assertThrows(CriaException.class, () -> EvalSettings.of(folder).parts(task("gsm8k")));
        String told = failure.explanation().toString();
        assertTrue(told.contains("gsm8k/test.jsonl"), told);
        assertTrue(told.contains("openai/grade-school-math"), told);
    }

    @Test
    void partsAreAsLargeAsWhatTheirQuestionsShareAndEachHasOfItsOwn() {
        try (EvalRun few = new EvalRun(model, settings(4, 1), AnswerLog.NONE);
                EvalRun some = new EvalRun(model, settings(8, 1), AnswerLog.NONE);
                EvalRun all = new EvalRun(model, settings(10, 1), AnswerLog.NONE)) {
            EvalTask task = task("winogrande");
            double four = few.size(task, "");
            double eight = some.size(task, "");
            assertTrue(four > 4 && eight > four, four + " " + eight);
            double each = (eight - four) / 4;
            assertEquals(
                    eight + 2 * each,
                    all.size(task, ""),
                    1e-9,
                    "the last two of ten are taken to be as the four before");
            assertTrue(all.size(task("gsm8k"), "") > all.size(task, ""), "answers are written");
        }
    }

    @Test
    void partsWithoutDataAreLeftOut() {
        assertEquals(
                List.of("anatomy", "world_religions"), EvalSettings.of(DATA).parts(task("mmlu")));
    }

    @Test
    void promptsThatAreTooLongLoseTheirBeginningsAndAreCounted() {
        try (EvalRun evaluation = new EvalRun(model, settings(3, 25), AnswerLog.NONE)) {
            assertEquals(
                    3,
                    evaluation.run(task("arc_challenge"), "", ALL).orElseThrow().cut());
        }
    }

    @Test
    void tooFewExamplesAreToldWithHowManyThereAre() {
        try (EvalRun evaluation = new EvalRun(model, settings(3, 50), AnswerLog.NONE)) {
            CriaException failure =
                    assertThrows(CriaException.class, () -> evaluation.run(task("winogrande"), "", ALL));
            assertTrue(
                    failure.explanation().toString().contains("has 12 documents, expected at least 50"),
                    failure.explanation().toString());
        }
    }
}
