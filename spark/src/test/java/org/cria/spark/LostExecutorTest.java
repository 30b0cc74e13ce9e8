package org.cria.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors in JVMs of their own, of which one is killed in the middle. */
final class LostExecutorTest {
    private static final int ROWS = 120;

    @TempDir
    Path folder;

    @Test
    void everyRowHasItsAnswerOnceThoughAnExecutorWasKilled() throws Exception {
        BatchOptions options = BatchOptions.prompts(
                        Path.of(Session.MODEL).toAbsolutePath().normalize().toString(), "question")
                .withKey("id")
                .withContextSize(128)
                .withSettings(GenerationSettings.defaults()
                        .withPredict(16)
                        .withSampling(SamplerSettings.defaults().with(Temperature.VALUE, 1.2f)));
        Map<Long, String> expected;
        try (SparkSession session = Session.start("local[1]")) {
            expected = answers(CriaBatch.generate(Session.questions(session, ROWS, 2), options));
        }
        assertEquals(ROWS, expected.size());
        try (SparkSession session = Session.startCluster()) {
            Path output = folder.resolve("answers.parquet");
            BatchMetrics metrics = BatchMetrics.on(session.sparkContext());
            CompletableFuture<Void> work = CompletableFuture.runAsync(
                    () -> CriaBatch.generate(Session.questions(session, ROWS, 20), options, metrics)
                            .write()
                            .parquet(output.toString()));
            while (metrics.rows().value() < ROWS / 4 && !work.isDone()) {
                Thread.sleep(5);
            }
            if (work.isDone()) {
                work.join();
                fail("it was over before an executor could be killed");
            }
            List<ProcessHandle> executors = Session.executors();
            assertEquals(2, executors.size());
            assertTrue(executors.getFirst().destroyForcibly());
            work.get(2, TimeUnit.MINUTES);
            assertEquals(expected, answers(session.read().parquet(output.toString())));
        }
    }

    /** By id; a row that is there twice is an error. */
    private static Map<Long, String> answers(Dataset<Row> rows) {
        Map<Long, String> answers = new TreeMap<>();
        for (Row row : rows.collectAsList()) {
            String text = row.getAs(CriaBatch.ANSWER) + " " + row.getAs(CriaBatch.STOP_REASON) + " "
                    + row.getAs(CriaBatch.ERROR);
            assertEquals(null, answers.put(row.getAs("id"), text));
        }
        return answers;
    }
}
