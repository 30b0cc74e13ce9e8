package org.cria.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.cria.cli.eval.EvalJson;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.eval.AnswerLog;
import org.cria.model.eval.Bos;
import org.cria.model.eval.EvalRun;
import org.cria.model.eval.EvalSettings;
import org.cria.model.eval.EvalTask;
import org.cria.model.eval.TaskResult;
import org.cria.model.eval.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks whose questions executors answer, beside the same in one process. */
final class ClusterEvaluationTest {
    private static final Path MODEL = Path.of(Session.MODEL).toAbsolutePath().normalize();
    private static final Path DATA = Path.of("../model/src/test/resources/eval/data");
    private static final ModelSetup SETUP = ModelSetup.of(MODEL.toString()).withContextSize(700);

    @TempDir
    Path folder;

    private static EvalSettings settings(int limit) {
        return new EvalSettings(List.of(DATA), OptionalInt.of(limit), OptionalInt.of(1), 1234, Bos.AUTO, 4);
    }

    private static List<EvalTask> tasks(String... names) {
        return Stream.of(names)
                .flatMap(name -> Tasks.of(name).orElseThrow().stream())
                .toList();
    }

    /** As {@code cria eval} does. */
    private List<TaskResult> alone(List<EvalTask> tasks, EvalSettings settings) {
        List<TaskResult> results = new ArrayList<>();
        try (Model model = Model.open(MODEL, SETUP.withThreads(1).options());
                EvalRun run = new EvalRun(model, settings, log("alone"))) {
            for (EvalTask task : tasks) {
                for (String part : settings.parts(task)) {
                    results.add(run.run(task, part, (_, _) -> true).orElseThrow());
                }
            }
        }
        return results;
    }

    private AnswerLog log(String name) {
        return AnswerLog.in(folder.resolve(name + ".jsonl"), false);
    }

    private static String samples(List<TaskResult> results) {
        StringBuilder all = new StringBuilder(EvalJson.results("model", results, 1234));
        results.forEach(result -> all.append(EvalJson.samples(result)));
        return all.toString();
    }

    @Test
    void figuresAndSamplesAreThoseOfOneProcess() throws IOException {
        List<EvalTask> tasks = tasks("mmlu", "truthfulqa_mc2", "gsm8k");
        String expected = samples(alone(tasks, settings(2)));
        try (SparkSession session = Session.start("local[2]")) {
            assertEquals(expected, samples(CriaBatch.evaluate(session, SETUP, tasks, settings(2), log("cluster"))));
            long size = Files.size(folder.resolve("cluster.jsonl"));
            assertEquals(expected, samples(CriaBatch.evaluate(session, SETUP, tasks, settings(2), log("cluster"))));
            assertEquals(size, Files.size(folder.resolve("cluster.jsonl")), "what is in the log is not asked again");
            CriaException refused = assertThrows(
                    CriaException.class,
                    () -> CriaBatch.evaluate(session, SETUP, tasks("perplexity"), settings(2), log("cluster")));
            assertTrue(String.valueOf(refused.getMessage()).contains("Run 'cria eval perplexity'"));
        }
    }

    @Test
    void theCommandPrintsWhatOneProcessDoes() throws IOException {
        try (SparkSession session = Session.start("local[2]")) {
            String[] args = {
                "eval",
                "winogrande",
                "-m",
                MODEL.toString(),
                "-c",
                "700",
                "--data",
                DATA.toString(),
                "--limit",
                "2",
                "--shots",
                "1",
                "--json",
                "--fresh"
            };
            PrintStream before = System.out;
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            try {
                assertEquals(0, CriaSpark.run(() -> session, args));
            } finally {
                System.setOut(before);
            }
            List<TaskResult> alone = alone(tasks("winogrande"), settings(2));
            assertEquals(
                    EvalJson.results("built-in.gguf", alone, 1234) + "\n", printed.toString(StandardCharsets.UTF_8));
            assertEquals(2, CriaSpark.run(() -> session, "eval", "winogrande"));
            assertEquals(2, CriaSpark.run(() -> session, "eval", "winogrand", "-m", MODEL.toString()));
            assertEquals(2, CriaSpark.run(() -> session, "eval", "adherence", "-m", MODEL.toString()));
            assertEquals(
                    1,
                    CriaSpark.run(() -> session, "eval", "arc_challenge", "-m", MODEL.toString(), "--data", "nowhere"));
        }
    }

    @Test
    void aLostExecutorChangesNoFigure() throws Exception {
        List<EvalTask> tasks = tasks("hellaswag", "mmlu");
        String expected = samples(alone(tasks, settings(6)));
        try (SparkSession session = Session.startCluster()) {
            CompletableFuture<String> work = CompletableFuture.supplyAsync(
                    () -> samples(CriaBatch.evaluate(session, SETUP, tasks, settings(6), log("cluster"))));
            Path log = folder.resolve("cluster.jsonl");
            while ((Files.notExists(log) || Files.size(log) == 0) && !work.isDone()) {
                Thread.sleep(5);
            }
            assertTrue(!work.isDone(), "it was over before an executor could be killed");
            assertTrue(Session.executors().getFirst().destroyForcibly());
            assertEquals(expected, work.get(2, TimeUnit.MINUTES));
        }
    }
}
