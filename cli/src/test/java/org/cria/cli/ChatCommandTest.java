package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.cli.builtin.Checkout;
import org.cria.model.chat.ChatTemplates;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as it is typed, with standard input from a pipe. */
final class ChatCommandTest {
    private static final String CHATML =
            "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
                    + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    @TempDir
    Path folder;

    /** What a run of the command printed, and its exit code. */
    private record Run(int exitCode, String out, String err) {
        long answers() {
            return err.lines().filter(line -> line.startsWith("[ Prompt: ")).count();
        }
    }

    private static Run chat(String input, Path model, String... options) {
        List<String> arguments = new ArrayList<>(List.of("chat", "-m", model.toString(), "-t", "1"));
        arguments.addAll(List.of(options));
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            int exitCode = Main.commandLine().execute(arguments.toArray(String[]::new));
            return new Run(
                    exitCode, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static TinyModel tiny() {
        return TinyModel.seeded(3).dim(32).ffn(32).layers(1);
    }

    private Path model() throws IOException {
        return tiny().write(folder.resolve("tiny.gguf"));
    }

    private Path modelWith(String template) throws IOException {
        GgufWriter writer = tiny().writer().string("tokenizer.chat_template", template);
        return writer.write(folder.resolve("own.gguf"));
    }

    private static List<JsonNode> objects(Run run) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            objects.add(new ObjectMapper().readTree(line));
        }
        return objects;
    }

    @Test
    void withJsonEachAnswerIsAnObjectOnALineOfItsOwn() throws IOException {
        String[] usual = {"--temp", "0", "-n", "5", "--chat-template", "vicuna"};
        Run plain = chat("one\n\ntwo \"2\"\n", model(), usual);
        Run run = chat("one\n\ntwo \"2\"\n", model(), with(usual, "--json"));
        assertEquals(0, run.exitCode(), run.err());
        List<JsonNode> answers = objects(run);
        assertEquals(
                List.of("one", "two \"2\""),
                answers.stream().map(a -> a.get("message").asText()).toList());
        assertEquals(
                plain.out(),
                answers.stream().map(a -> a.get("text").asText() + "\n").collect(Collectors.joining()));
        JsonNode first = answers.getFirst();
        assertEquals("limit", first.get("stop_reason").asText());
        assertEquals(5, first.get("tokens").size());
        assertEquals(
                first.get("text").asText(),
                first.get("tokens")
                        .valueStream()
                        .map(t -> t.get("text").asText())
                        .collect(Collectors.joining()));
        assertTrue(first.get("tokens").get(0).get("logprob").asDouble() < 0);
        assertTrue(first.get("timings").get("prompt_n").asInt() > 0);
        assertEquals(0, first.get("forgotten").asInt());
        assertTrue(first.get("seed").isNumber());
        assertEquals(2, run.answers(), "the line with the speed stays on stderr");
    }

    @Test
    void withJsonStopStringsEndTheTextBeforeThem() throws IOException {
        String[] usual = {"--temp", "0", "-n", "12", "--chat-template", "vicuna", "-p", "one"};
        String text = chat("", model(), usual).out().strip();
        String stop = text.substring(4, 6);
        JsonNode answer =
                objects(chat("", model(), with(usual, "--json", "-r", stop))).getFirst();
        assertEquals("stop", answer.get("stop_reason").asText());
        assertEquals(text.substring(0, text.indexOf(stop)), answer.get("text").asText());
    }

    @Test
    void withJsonAFileIsOneMessageAndSoIsItsSystemPrompt() throws IOException {
        Path message = Files.writeString(folder.resolve("message.txt"), "two\nlines");
        Path system = Files.writeString(folder.resolve("system.txt"), "be kind");
        String[] usual = {"--temp", "0", "-n", "3", "--chat-template", "vicuna", "--json"};
        Run run = chat("", model(), with(usual, "-f", message.toString(), "-sysf", system.toString()));
        List<JsonNode> answers = objects(run);
        assertEquals(
                List.of("two\nlines"),
                answers.stream().map(a -> a.get("message").asText()).toList());
        Run typed = chat("", model(), with(usual, "-p", "two\\nlines", "-sys", "be kind"));
        assertEquals(answers.getFirst().get("tokens"), objects(typed).getFirst().get("tokens"));
    }

    @Test
    void withJsonAMessageThatDoesNotFitIsNoObjectAndExitCodeOne() throws IOException {
        Run run = chat(
                "word ".repeat(500) + "\nhi\n", model(), "-c", "128", "-n", "2", "--chat-template", "vicuna", "--json");
        assertEquals(1, run.exitCode());
        assertEquals(
                List.of("hi"),
                objects(run).stream().map(a -> a.get("message").asText()).toList());
        assertTrue(run.err().contains("context"), run.err());
    }

    private static String[] with(String[] options, String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "tell me " + "more ".repeat(i % 5) + (char) ('a' + i % 26) + "\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama2", "chatml", "mistral", "mistral-v7", "zephyr", "alpaca", "vicuna"})
    void twoHundredPipedTurnsGoThroughAWindowOf128(String template) throws IOException {
        Run run = chat(lines(200), model(), "--chat-template", template, "-c", "128", "-n", "3", "--system", "be kind");
        assertEquals(0, run.exitCode, run.err);
        assertEquals(200, run.answers());
        assertTrue(run.err.contains("[ The context is full: the oldest exchange was forgotten. ]"), run.err);
    }

    @Test
    void twoHundredPipedTurnsOfStoriesGoThroughAWindowOf128() {
        Path model = Checkout.shared("models/stories260K.gguf");
        for (String template : List.of("llama2", "llama3", "chatml")) {
            Run run = chat(lines(200), model, "--chat-template", template, "-c", "128", "-n", "8");
            assertEquals(0, run.exitCode, template + run.err);
            assertEquals(200, run.answers(), template);
        }
    }

    @Test
    void theSpaceOfAnAnswersFirstPieceIsNotPrinted() {
        Path model = Checkout.shared("models/stories260K.gguf");
        Run run = chat("", model, "--chat-template", "vicuna", "--temp", "0", "-n", "6", "-p", "She said");
        assertEquals("You can s", run.out.lines().findFirst().orElse(""), run.err);
    }

    @Test
    void unlimitedAnswersEndWhereTheContextIsFull() throws IOException {
        Run run = chat(lines(6), model(), "--chat-template", "vicuna", "-c", "96", "-s", "1");
        assertEquals(0, run.exitCode, run.err);
        assertEquals(6, run.answers());
    }

    @Test
    void oneMessageIsAnsweredAndTheSameSeedGivesTheSameAnswer() throws IOException {
        Path model = model();
        String[] options = {"--chat-template", "llama2", "-n", "12", "-s", "7", "-p", "hello"};
        Run run = chat("not read\n", model, options);
        assertEquals(0, run.exitCode, run.err);
        assertEquals(1, run.answers());
        assertTrue(run.out.endsWith(System.lineSeparator()), run.out);
        assertEquals(run.out, chat("", model, options).out);
        List<String> pinned = new ArrayList<>(List.of(options));
        pinned.addAll(List.of("-sys", "be kind"));
        assertNotEquals(run.out, chat("", model, pinned.toArray(String[]::new)).out);
    }

    @Test
    void pipedLinesThatAreBlankAreSkippedAndSlashesAreText() throws IOException {
        Run run = chat("hello\n\n  \n/exit\nmore", model(), "--chat-template", "llama2", "-n", "2");
        assertEquals(0, run.exitCode, run.err);
        assertEquals(3, run.answers());
    }

    @Test
    void aLineThatDoesNotFitIsSkippedAndFailsTheRun() throws IOException {
        String input = "hello\n" + "word ".repeat(100) + "\nhello again\n";
        Run run = chat(input, model(), "--chat-template", "llama2", "-c", "64", "-n", "2");
        assertEquals(1, run.exitCode);
        assertEquals(2, run.answers());
        assertTrue(run.err.contains("context of 64"), run.err);
    }

    @Test
    void theFilesOwnTemplateIsRun() throws IOException {
        Run run = chat("hello\n", modelWith(CHATML), "-n", "2", "--verbose");
        assertEquals(0, run.exitCode, run.err);
        assertTrue(run.err.contains("chat template: the model's own"), run.err);
    }

    @Test
    void aFileWithoutATemplateIsRefusedWithTheListOfOurs() throws IOException {
        Run none = chat("hello\n", model());
        assertEquals(1, none.exitCode);
        assertTrue(none.err.startsWith("cria: tiny.gguf: the model has no chat template"), none.err);
        assertTrue(none.err.contains("--chat-template NAME"), none.err);
        assertTrue(none.err.contains(ChatTemplates.names()), none.err);
        assertEquals("", none.out);
    }

    @Test
    void aTemplateMayNameTheTokensOfTheVocabulary() throws IOException {
        Run run = chat("hello\n", modelWith("{{ bos_token + eos_token }}" + CHATML), "-n", "2");
        assertEquals(0, run.exitCode, run.err);
    }

    @Test
    void aTemplateThatFailsNamesItsLine() throws IOException {
        Run run = chat("hello\n", modelWith("{{ 'a' }}\n{{ raise_exception('only in pairs') }}"));
        assertEquals(1, run.exitCode);
        assertTrue(run.err.contains("line 2"), run.err);
        assertTrue(run.err.contains("only in pairs"), run.err);
        assertEquals("", run.out);
    }

    @Test
    void anUnknownTemplateNameIsWrongUsage() throws IOException {
        Run run = chat("hello\n", model(), "--chat-template", "gemma");
        assertEquals(2, run.exitCode);
        assertTrue(run.err.contains("'gemma'"), run.err);
        assertTrue(run.err.contains("llama2"), run.err);
    }

    @Test
    void aSessionGoesOnWhereItWasLeft() throws IOException {
        Path model = model();
        String session = folder.resolve("my.chat").toString();
        String[] options = {"--chat-template", "llama2", "-n", "5", "--temp", "0", "-sys", "be kind"};
        Run whole = chat("one\ntwo\nthree\n", model, options);
        List<String> kept = new ArrayList<>(List.of(options));
        kept.addAll(List.of("--session", session));
        Run first = chat("one\ntwo\n", model, kept.toArray(String[]::new));
        assertEquals(0, first.exitCode, first.err);
        Run second = chat("three\n", model, "--session", session);
        assertEquals(0, second.exitCode, second.err);
        assertEquals(whole.out, first.out + second.out);
        assertTrue(second.err.contains("exchanges so far: 2. ]"), second.err);
        Run other = chat("four\n", model, "--session", session, "--chat-template", "chatml");
        assertEquals(1, other.exitCode);
        assertTrue(other.err.contains("the conversation has the chat template llama2, expected chatml"), other.err);
    }

    @Test
    void whatTheCommandLineAsksForGoesBeforeWhatTheSessionHad() throws IOException {
        Path model = model();
        String session = folder.resolve("my.chat").toString();
        chat("one\n", model, "--chat-template", "llama2", "-n", "5", "--temp", "0", "--session", session);
        Run longer = chat("two\n", model, "-n", "9", "--session", session);
        Run same = chat("three\n", model, "--session", session);
        assertTrue(longer.out.length() > 0 && same.out.length() > 0);
        assertEquals(0, same.exitCode, same.err);
    }

    @Test
    void aDamagedSessionIsRefusedAndLeftAlone() throws IOException {
        Path model = model();
        Path session = folder.resolve("my.chat");
        chat("one\n", model, "--chat-template", "llama2", "-n", "5", "--session", session.toString());
        byte[] bytes = Files.readAllBytes(session);
        bytes[bytes.length / 2] ^= 1;
        Files.write(session, bytes);
        Run run = chat("two\n", model, "--session", session.toString());
        assertEquals(1, run.exitCode);
        assertTrue(run.err.contains("the file is damaged"), run.err);
        assertArrayEquals(bytes, Files.readAllBytes(session));
    }

    @Test
    void withoutContextShiftAFullContextEndsTheRun() throws IOException {
        Run run = chat(lines(50), model(), "--chat-template", "vicuna", "-c", "128", "-n", "3", "--no-context-shift");
        assertEquals(1, run.exitCode);
        assertTrue(run.answers() > 0 && run.answers() < 50, () -> run.answers() + " answers");
        assertEquals(
                1, run.err.lines().filter(line -> line.startsWith("cria: ")).count(), run.err);
        assertTrue(run.err.contains("--no-context-shift"), run.err);
        assertFalse(run.err.contains("forgotten. ]"), run.err);
    }
}
