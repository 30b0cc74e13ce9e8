package org.cria.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command for spark-submit. */
final class CriaSparkTest {
    @SuppressWarnings("NullAway.Init") // set before the first test
    private static SparkSession session;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        session = Session.start("local[2]");
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private int run(String... args) {
        return CriaSpark.run(() -> session, args);
    }

    @Test
    void jsonGoesInAndEveryFormComesOut() throws IOException {
        Path input = folder.resolve("questions.jsonl");
        Files.write(
                input,
                IntStream.range(0, 12)
                        .mapToObj(i -> "{\"id\": " + i + ", \"question\": \"" + Session.question(i) + "\"}")
                        .toList());
        for (String format : new String[] {"json", "parquet", "csv"}) {
            String output = folder.resolve("answers." + format).toString();
            assertEquals(
                    0,
                    run(
                            "-m",
                            Session.MODEL,
                            "--input",
                            input.toString(),
                            "--output",
                            output,
                            "--prompt-column",
                            "question",
                            "--key-column",
                            "id",
                            "-n",
                            "6",
                            "-c",
                            "128",
                            "--temp",
                            "1.1",
                            "--seed",
                            "3"));
            Dataset<Row> answers = TableFormat.of(null, output, "").read(session, output);
            assertEquals(12, answers.count());
            assertEquals(12, answers.select("id").distinct().count());
            assertEquals(0, answers.filter("error is not null").count());
            assertEquals(
                    0, answers.filter("prompt_tokens < 1 or answer_tokens > 6").count());
        }
        assertEquals(
                0,
                TableFormat.JSON
                        .read(session, folder.resolve("answers.json").toString())
                        .select("id", "answer")
                        .exceptAll(TableFormat.PARQUET
                                .read(session, folder.resolve("answers.parquet").toString())
                                .select("id", "answer"))
                        .count());
    }

    @Test
    void linesOfTextArePrompts() throws IOException {
        Path input = Files.writeString(folder.resolve("lines.txt"), "Hello!\nWhere does Varick live?\n");
        String output = folder.resolve("out.json").toString();
        assertEquals(
                0,
                run(
                        "-m",
                        Session.MODEL,
                        "--input",
                        input.toString(),
                        "--output",
                        output,
                        "--prompt-column",
                        "value",
                        "-n",
                        "4",
                        "-c",
                        "128",
                        "--partitions",
                        "1"));
        assertEquals(2, TableFormat.JSON.read(session, output).count());
    }

    @Test
    void whatIsWrongIsUsageAndWhatFailsIsNot() {
        assertEquals(2, run("-m", Session.MODEL, "--input", "in.json", "--output", "out.json"));
        assertEquals(
                2,
                run(
                        "-m",
                        Session.MODEL,
                        "--input",
                        "in.json",
                        "--output",
                        "out.json",
                        "--prompt-column",
                        "p",
                        "--top-p",
                        "x"));
        assertEquals(1, run("-m", Session.MODEL, "--input", "no.json", "--output", "out.json", "--prompt-column", "p"));
        assertTrue(Files.notExists(Path.of("out.json")));
    }
}
