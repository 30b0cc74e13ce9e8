package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvalCommandTest {
    private static final String TASK = """
            {"task": "capitals", "kind": "choice",
             "data": {"test": ["test.jsonl"], "source": "here"},
             "shots": 1, "text": "{{country}}:", "choices": "cities", "answer": "{{right}}", "metrics": ["acc"]}
            """;

    @TempDir
    Path folder;

    private String[] command(String... more) throws IOException {
        Path model = TinyModel.seeded(3).dim(32).ffn(32).layers(1).context(200).write(folder.resolve("tiny.gguf"));
        Path task = Files.writeString(folder.resolve("capitals.json"), TASK);
        StringBuilder docs = new StringBuilder();
        for (String country : List.of("France", "Spain", "Italy", "<b>Malta</b>")) {
            docs.append("{\"country\": \"")
                    .append(country)
                    .append("\", \"cities\": [\"Paris\", \"Rome\"], \"right\": 1}\n");
        }
        Files.writeString(folder.resolve("test.jsonl"), docs);
        String[] own = {
            "eval", "-m", model.toString(), "--task", task.toString(), "--data", folder.toString(), "-t", "1", "--fresh"
        };
        String[] all = Arrays.copyOf(own, own.length + more.length);
        System.arraycopy(more, 0, all, own.length, more.length);
        return all;
    }

    @Test
    void aTaskOfOnesOwnIsMeasured() throws IOException {
        CriaProcess.Outcome run = new CriaProcess(folder, command()).run();
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("capitals"), run.out());
        assertTrue(run.out().contains("± error"), run.out());
    }

    @Test
    void resultsAreLaidOutAsTheHarnessDoes() throws IOException {
        Path samples = folder.resolve("samples.jsonl");
        Path report = folder.resolve("report.html");
        CriaProcess.Outcome run = new CriaProcess(
                        folder,
                        command(
                                "--json",
                                "--limit",
                                "3",
                                "--samples",
                                samples.toString(),
                                "--report",
                                report.toString()))
                .run();
        assertEquals(0, run.exitCode(), run.err());
        JsonNode json = new ObjectMapper().readTree(run.out());
        double value = json.at("/results/capitals/acc,none").asDouble();
        assertTrue(value >= 0 && value <= 1, run.out());
        assertTrue(json.at("/results/capitals/acc_stderr,none").isNumber(), run.out());
        assertEquals(4, json.at("/n-samples/capitals/original").asInt());
        assertEquals(3, json.at("/n-samples/capitals/effective").asInt());
        String page = Files.readString(report);
        assertTrue(page.contains("<td>at most 3 a part</td>") && page.contains("value=\"" + value + "\""), page);
        List<String> lines = Files.readAllLines(samples);
        assertEquals(3, lines.size());
        JsonNode sample = new ObjectMapper().readTree(lines.getFirst());
        assertEquals(" Paris", sample.at("/arguments/0/1").asText());
        assertTrue(sample.at("/resps/1/0").isNumber());
    }

    @Test
    void measuresWithCommandsOfTheirOwnAreRowsBesideOthers() throws IOException {
        Files.writeString(folder.resolve("wiki.test.raw"), "It rained all day. ".repeat(200));
        CriaProcess.Outcome run = new CriaProcess(
                        folder, command("perplexity", "adherence", "--chat-template", "none", "--limit", "1", "--json"))
                .run();
        assertEquals(0, run.exitCode(), run.err());
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertTrue(run.err().contains("perplexity: perplexity "), "each task is told when it is done: " + run.err());
        assertTrue(json.at("/results/perplexity/perplexity,none").asDouble() > 1, run.out());
        assertTrue(json.at("/results/adherence/kept,pinned").isNumber(), run.out());
        assertFalse(json.at("/higher_is_better/perplexity/perplexity").asBoolean());
        assertTrue(json.at("/results/capitals/acc,none").isNumber(), run.out());
    }

    @Test
    void samplesReplaceNothingElse() throws IOException {
        Path other = Files.writeString(folder.resolve("test-set.jsonl"), "{\"question\": 1}\n");
        for (Path wrong : List.of(other, folder, folder.resolve("none/samples.jsonl"))) {
            InProcess run = InProcess.execute("eval", "mmlu", "-m", "none.gguf", "--samples", wrong.toString());
            assertEquals(1, run.exitCode());
            assertTrue(run.err().startsWith("cria: " + wrong + ": "), run.err());
            assertTrue(run.err().contains("expected"), run.err());
        }
        assertEquals("{\"question\": 1}\n", Files.readString(other));
    }

    @Test
    void samplesReplaceSamples() throws IOException {
        Path samples =
                Files.writeString(folder.resolve("samples.jsonl"), sample(0, 1).repeat(9));
        assertEquals(
                0,
                new CriaProcess(folder, command("--samples", samples.toString()))
                        .run()
                        .exitCode());
        assertEquals(4, Files.readAllLines(samples).size());
    }

    @Test
    void dataThatIsMissingIsToldBeforeTheModelIsOpened() throws IOException {
        String[] all = command("--device", "no-such-device");
        Files.delete(folder.resolve("test.jsonl"));
        CriaProcess.Outcome run = new CriaProcess(folder, all).run();
        assertEquals(1, run.exitCode(), run.err());
        assertTrue(run.err().contains("capitals: there is no test.jsonl"), run.err());
        assertFalse(run.err().contains("no-such-device"), run.err());
    }

    @Test
    void aTaskThatThereIsNotIsWrongUsage() {
        InProcess run = InProcess.execute("eval", "mmul");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("there is no task 'mmul', expected mmlu, gsm8k"), run.err());
    }

    @Test
    void aLimitOfNoneIsWrongUsage() {
        InProcess run = InProcess.execute("eval", "mmlu", "--limit", "0");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("--limit is 0, expected 1 or more."), run.err());
    }

    private static String sample(int doc, double acc) {
        return "{\"task\": \"capitals\", \"doc_id\": " + doc + ", \"arguments\": [[\"a\", \" b\"]], \"metrics\":"
                + " {\"acc,none\": " + acc + "}}\n";
    }

    @Test
    void twoModelsAreComparedQuestionByQuestion() throws IOException {
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            before.append(sample(i, i == 11 ? 1 : 0));
            after.append(sample(i, i < 9 ? 1 : 0));
        }
        Path one = Files.writeString(folder.resolve("a.jsonl"), before);
        Path other = Files.writeString(folder.resolve("b.jsonl"), after);
        CriaProcess.Outcome run = new CriaProcess(folder, "eval", "compare", one.toString(), other.toString()).run();
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("0.0833  0.7500  +0.6667       9     1  0.0215  *"), run.out()); // 2 * 11 / 1024
        assertTrue(run.out().contains("gained [0, 1, 2, 3, 4, 5, 6, 7, 8], lost [11]"), run.out());
    }

    @Test
    void aFileWithoutSamplesIsToldWithItsLine() throws IOException {
        Path one = Files.writeString(folder.resolve("a.jsonl"), sample(0, 1) + "{}\n");
        InProcess run = InProcess.execute("eval", "compare", one.toString(), one.toString());
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("a.jsonl, line 2: found no sample"), run.err());
    }
}
