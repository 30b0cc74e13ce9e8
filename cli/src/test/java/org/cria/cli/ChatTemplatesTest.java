package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria chat} with templates that the command line chooses, and with what it gives them. */
final class ChatTemplatesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The mood stands in every prompt. */
    private static final String MOODY =
            "{% for m in messages %}{{ mood|default('calm') }} {{ m.content }}\n{% endfor %}";

    private static final String THINKING = """
            {% for m in messages %}{{ m.role }}: {{ m.content.split('</think>')[-1] }}
            {% endfor %}assistant: <think>""";

    @TempDir
    Path folder;

    private String model(String template) throws IOException {
        return TinyModel.seeded(3)
                .dim(32)
                .ffn(32)
                .layers(1)
                .adding(writer -> writer.string("tokenizer.chat_template", template))
                .write(folder.resolve("tiny.gguf"))
                .toString();
    }

    private static Printed run(String input, String command, String model, String... more) {
        return run(4, input, command, model, more);
    }

    private static Printed run(int predict, String input, String command, String model, String... more) {
        Stream<String> usual = Stream.of(command, "-m", model, "-t", "1", "--temp", "0", "-n", "" + predict, "--json");
        return Printed.of(input, Stream.concat(usual, Stream.of(more)).toArray(String[]::new));
    }

    private static List<JsonNode> answers(Printed run) throws IOException {
        assertEquals(0, run.exitCode(), run.err());
        List<JsonNode> answers = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }

    /** What was generated, as ids. */
    private static List<Integer> tokens(Printed run) throws IOException {
        return answers(run).stream()
                .flatMap(answer -> answer.get("tokens").valueStream())
                .map(token -> token.get("id").asInt())
                .toList();
    }

    @Test
    void withoutATemplateAMessageIsContinuedAsRunContinuesIt() throws IOException {
        String model = model(MOODY);
        List<Integer> continued = tokens(run("", "run", model, "-p", "say it"));
        assertEquals(continued, tokens(run("say it\n", "chat", model, "--chat-template", "none")));
        assertNotEquals(continued, tokens(run("say it\n", "chat", model)));
    }

    @Test
    void aTemplateInAFileDoesWhatTheSameDoesInTheModelsFile() throws IOException {
        Path jinja = Files.writeString(folder.resolve("moody.jinja"), MOODY);
        List<Integer> own = tokens(run("one\ntwo\n", "chat", model(MOODY)));
        String other = model("{% for m in messages %}{{ m.content }}{% endfor %}");
        for (String option : List.of("--chat-template", "--chat-template-file")) {
            assertEquals(own, tokens(run("one\ntwo\n", "chat", other, option, jinja.toString())));
        }
        assertNotEquals(own, tokens(run("one\ntwo\n", "chat", other)));
    }

    @Test
    void oneOfSeveralTemplatesInAFileIsTakenByItsName() throws IOException {
        String model = TinyModel.seeded(3)
                .dim(32)
                .ffn(32)
                .layers(1)
                .adding(writer -> writer.string("tokenizer.chat_template.moody", MOODY))
                .write(folder.resolve("several.gguf"))
                .toString();
        assertEquals(
                tokens(run("one\n", "chat", model(MOODY))),
                tokens(run("one\n", "chat", model, "--chat-template", "moody")));
        Printed unknown = run("one\n", "chat", model, "--chat-template", "merry");
        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().contains("one that the file has (moody)"), unknown.err());
    }

    @Test
    void variablesOfTheCommandLineAreKeptWithTheChat() throws IOException {
        String model = model(MOODY);
        String[] merry = {
            "--chat-template-kwargs", "{\"mood\": \"merry\", \"list\": [1, 2.5, null, true, {\"a\": \"b\"}]}"
        };
        List<Integer> whole = tokens(run("one\ntwo\n", "chat", model, merry));
        assertNotEquals(whole, tokens(run("one\ntwo\n", "chat", model)));

        String session = folder.resolve("my.chat").toString();
        List<Integer> parts =
                new ArrayList<>(tokens(run("one\n", "chat", model, merry[0], merry[1], "--session", session)));
        parts.addAll(tokens(run("two\n", "chat", model, "--session", session)));
        assertEquals(whole, parts);
    }

    @Test
    void variablesOfTheCommandLineGoBeforeThoseThatWereKept() throws IOException {
        String model = model(MOODY);
        String[] sad = {"--chat-template-kwargs", "{\"mood\": \"sad\"}"};
        String session = folder.resolve("my.chat").toString();
        String other = folder.resolve("other.chat").toString();
        for (String file : List.of(session, other)) {
            tokens(run("one\n", "chat", model, "--session", file, "--chat-template-kwargs", "{\"mood\": \"merry\"}"));
        }
        assertNotEquals(
                tokens(run("two\n", "chat", model, "--session", session)),
                tokens(run("two\n", "chat", model, "--session", other, sad[0], sad[1])));
    }

    @Test
    void thoughtsAreAFieldOfTheirOwnInJson() throws IOException {
        JsonNode answer = answers(run(24, "one\n", "chat", model(THINKING), "--reasoning-budget", "2"))
                .getFirst();
        String all = String.join(
                "",
                answer.get("tokens")
                        .valueStream()
                        .map(token -> token.get("text").asText())
                        .toList());
        String reasoning = answer.get("reasoning").asText();
        String text = answer.get("text").asText();
        assertFalse(reasoning.isBlank());
        assertFalse(text.isBlank());
        assertEquals(2, all.split("</think>", -1).length, "tokens have both, with the mark");
        assertEquals(all.substring(0, all.indexOf("</think>")).strip(), reasoning);
        assertEquals(all.substring(all.indexOf("</think>") + 8).stripLeading(), text);
        JsonNode plain = answers(run("one\n", "chat", model(MOODY))).getFirst();
        assertFalse(plain.has("reasoning"), plain.toString());
    }
}
