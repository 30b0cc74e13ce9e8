package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria run} as users meet it: in a process of its own. */
class RunCommandTest {
    @TempDir
    private static Path folder;

    private static String model = "";
    private static String whole = "";

    @BeforeAll
    static void writeModel() throws IOException {
        model = TinyModel.seeded(7)
                .dim(64)
                .ffn(96)
                .heads(4)
                .kvHeads(2)
                .write(folder.resolve("tiny.gguf"))
                .toString();
        whole = greedy("-p", "a small text").out();
    }

    @Test
    void withoutTheVectorApiItSaysSoAndGivesTheSameText() {
        CriaProcess.Outcome run = new CriaProcess(
                        folder, "run", "-m", model, "-p", "a small text", "-n", "8", "--temp", "0")
                .withoutVectors()
                .run();
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().contains("note: the CPU computes in plain Java loops, several times slower"), run.err());
        assertTrue(whole.startsWith(run.out().stripTrailing()), run.out());
    }

    @Test
    void nothingButTheTextIsOnStandardOutputAndTheSpeedIsOnStandardError() {
        CriaProcess.Outcome run = greedy("-p", "a small text");
        assertEquals(0, run.exitCode());
        assertTrue(run.out().length() > 1 && run.out().endsWith("\n"), run.out());
        assertEquals(1, run.complaints().size(), run.err());
        assertTrue(run.err().matches("\\[ Prompt: [\\d.]+ t/s \\| Generation: [\\d.]+ t/s ]\n"), run.err());
        assertEquals(whole, run.out(), "greedy text repeats");
    }

    @Test
    void moreThreadsThanProcessorsAreNoted() {
        int processors = Runtime.getRuntime().availableProcessors();
        CriaProcess.Outcome run = new CriaProcess(
                        folder, "run", "-m", model, "-p", "a", "-n", "1", "-t", String.valueOf(processors + 1))
                .run();
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(
                run.err()
                        .contains("note: -t is " + (processors + 1) + ", and this machine has " + processors
                                + " processor"),
                run.err());
    }

    @Test
    void aContextBeyondTheTrainedOneIsNotedAndTheTrainedOneIsNot() throws IOException {
        String small = TinyModel.seeded(7)
                .context(64)
                .write(folder.resolve("small-context.gguf"))
                .toString();
        String[] run = {"run", "-m", small, "-p", "a", "-n", "1", "-c"};
        for (String tokens : List.of("64", "65")) {
            CriaProcess.Outcome outcome = new CriaProcess(
                            folder,
                            Stream.concat(Stream.of(run), Stream.of(tokens)).toArray(String[]::new))
                    .run();
            assertEquals(0, outcome.exitCode(), outcome.err());
            assertEquals(
                    tokens.equals("65"),
                    outcome.err()
                            .contains("note: the context of 65 tokens is longer than the 64 that the model was trained"
                                    + " with"),
                    outcome.err());
        }
    }

    @Test
    void aModelThatGuessesLeavesTheTextAsItIs() throws IOException {
        CriaProcess.Outcome run = greedy("-p", "a small text", "-md", model, "--json");
        assertEquals(0, run.exitCode(), run.err());
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertEquals(whole, report.get("text").asText() + "\n");
        assertTrue(report.get("timings").get("draft_n").asInt() > 0, report::toString);
        String other = TinyModel.seeded(8)
                .vocabulary(600)
                .write(folder.resolve("other.gguf"))
                .toString();
        CriaProcess.Outcome refused = greedy("-p", "a small text", "-md", other);
        assertEquals(1, refused.exitCode(), refused.err());
        assertTrue(refused.err().contains("Choose a draft of the same family."), refused.err());
    }

    @Test
    void theTextMayComeFromStandardInput() {
        assertEquals(whole, greedy(new String[] {"-f", "-"}, "a small text\n").out());
    }

    @Test
    void theModelMayComeFromTheEnvironmentAsANameToo() {
        CriaProcess.Outcome run = new CriaProcess(folder, "run", "-p", "a small text", "-n", "24", "--temp", "0")
                .environment("CRIA_MODEL", "tiny")
                .environment("CRIA_MODELS", folder.toString())
                .run();
        assertEquals(0, run.exitCode(), run.err());
        assertEquals(whole, run.out());
    }

    @Test
    void theTextEndsBeforeAStopString() {
        String text = whole.strip();
        String stop = text.substring(text.length() / 2, text.length() / 2 + 3);
        CriaProcess.Outcome run = greedy("-p", "a small text", "-r", stop);
        assertEquals(whole.substring(0, whole.indexOf(stop)) + "\n", run.out());
    }

    @Test
    void jsonIsOneObjectWithTheTextItsTokensAndTheirProbabilities() throws IOException {
        CriaProcess.Outcome run = greedy("-p", "a small text", "--json", "--logprobs", "3");
        assertEquals(0, run.exitCode(), run.err());
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertEquals(1, run.out().lines().count());
        assertEquals(
                List.of("prompt_tokens", "tokens", "text", "stop_reason", "seed", "device", "timings", "receipt"),
                report.propertyStream().map(Map.Entry::getKey).toList());
        assertEquals(whole, report.get("text").asText() + "\n");
        JsonNode token = report.get("tokens").get(0);
        assertAll(
                () -> assertTrue(report.get("prompt_tokens").get(0).isInt()),
                () -> assertTrue(token.get("id").isInt()),
                () -> assertTrue(token.get("text").isTextual()),
                () -> assertTrue(token.get("logprob").asDouble() <= 0),
                () -> assertEquals(3, token.get("top").size()),
                () -> assertEquals(token.get("id"), token.get("top").get(0).get("id"), "greedy takes the likeliest"),
                () -> assertTrue(report.get("seed").isIntegralNumber()),
                () -> assertTrue(report.get("device").isTextual()),
                () -> assertTrue(List.of("limit", "eos")
                        .contains(report.get("stop_reason").asText())),
                () -> assertTrue(report.get("timings").get("prompt_per_second").isNumber()),
                () -> assertTrue(report.get("timings").get("predicted_n").isInt()));
        JsonNode receipt = report.get("receipt").get(0);
        assertAll(
                () -> assertEquals("cpu", receipt.get("device").asText()),
                () -> assertEquals(
                        report.get("prompt_tokens").size(),
                        receipt.get("prompt").get("tokens").asInt()),
                () -> assertEquals(0, receipt.get("text").get("launches").asInt()),
                () -> assertTrue(receipt.get("token_weight_bytes").asLong() > 10_000));
    }

    @Test
    void verboseEndsWithAReceipt() {
        CriaProcess.Outcome run = greedy("-p", "a small text", "--verbose");
        String receipt = run.err()
                .lines()
                .filter(line -> line.startsWith("receipt: "))
                .findFirst()
                .orElse("");
        assertTrue(
                receipt.matches(
                        "receipt: cpu: prompt \\d+ tokens in .* s; text \\d+ tokens in .* s; a token reads .*B/s"),
                run.err());
    }

    @Test
    void tokenizeShowsIdsAndPieces() throws IOException {
        CriaProcess.Outcome lines = new CriaProcess(folder, "tokenize", "-m", model, "-p", "ab\\\\\\nc").run();
        CriaProcess.Outcome json = new CriaProcess(folder, "tokenize", "-m", model, "-p", "ab\\\\\\nc", "--json").run();
        JsonNode tokens = new ObjectMapper().readTree(json.out()).get("tokens");
        assertEquals("", lines.err());
        assertEquals(tokens.size(), lines.out().lines().count());
        assertEquals(1, tokens.get(0).get("id").asInt(), "begin of text");
        assertTrue(tokens.get(1).get("text").isTextual());
        String text = tokens.valueStream()
                .skip(1)
                .map(each -> each.get("text").asText())
                .reduce("", String::concat);
        assertEquals("ab\\\nc", text.strip(), "a backslash and a newline, as they are");
    }

    @Test
    void aFullContextIsTold() {
        CriaProcess.Outcome run = new CriaProcess(
                        folder,
                        "run",
                        "-m",
                        model,
                        "-p",
                        "a small text",
                        "--temp",
                        "0",
                        "-c",
                        "16",
                        "-t",
                        String.valueOf(Runtime.getRuntime().availableProcessors() + 1),
                        "--json")
                .run();
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(
                run.err()
                        .contains("note: -t is " + (Runtime.getRuntime().availableProcessors() + 1)
                                + ", and this machine has "),
                run.err());
        assertTrue(run.err().contains("[ The context of 16 tokens is full: the text ends here."), run.err());
    }

    @Test
    void perplexityMayBeOneObject() throws IOException {
        CriaProcess.Outcome run = new CriaProcess(
                        folder,
                        "perplexity",
                        "-m",
                        model,
                        "-c",
                        "16",
                        "--chunks",
                        "3",
                        "--json",
                        "-p",
                        "some words ".repeat(40))
                .run();
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertTrue(report.get("perplexity").asDouble() > 1, run.out());
        assertEquals(3, report.get("chunks").asInt());
        assertEquals(16, report.get("window").asInt());
    }

    @Test
    void perplexityEndsWithTheEstimateInLlamaPerplexitysWords() {
        CriaProcess.Outcome run = new CriaProcess(
                        folder, "perplexity", "-m", model, "-c", "16", "--chunks", "3", "-p", "some words ".repeat(40))
                .run();
        assertEquals(0, run.exitCode(), run.err());
        String last = run.out().lines().reduce("", (a, b) -> b);
        assertTrue(last.matches("Final estimate: PPL = \\d+\\.\\d{4} \\+/- \\d+\\.\\d{5}"), run.out());
        assertTrue(run.out().startsWith("[1]"), run.out());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    private static CriaProcess.Outcome greedy(String... arguments) {
        return greedy(arguments, "");
    }

    private static CriaProcess.Outcome greedy(String[] arguments, String input) {
        Stream<String> common = Stream.of("run", "-m", model, "-n", "24", "--temp", "0");
        return new CriaProcess(
                        folder, Stream.concat(common, Stream.of(arguments)).toArray(String[]::new))
                .input(input)
                .run();
    }
}
