package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.chat.Turn;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.grammar.Grammar;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of tools in a chat whose model is made to call one in every answer. */
@SuppressWarnings("NullAway.Init") // set before each test
final class ToolsInChatTest {
    private static final int CONTEXT = 4096;
    private static final String TOOL =
            "[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"of a town\","
                    + "\"parameters\":{\"type\":\"object\",\"properties\":{\"town\":{\"type\":\"string\"}}}}}]";
    private static final String CALL =
            "<tool_call>{\"name\": \"weather\", \"arguments\": {\"town\": \"Ulm\"}}</tool_call>";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Model model;
    private ChatState chat;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(folder.resolve("tools.json"), TOOL);
        Path file =
                TinyModel.seeded(3).dim(32).ffn(32).layers(1).context(CONTEXT).write(folder.resolve("tiny.gguf"));
        model = Model.open(file, ModelOptions.defaults().withThreads(1));
        Conversation conversation =
                new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), new Room(CONTEXT, 200, true));
        String rule = "root ::= \"" + CALL.replace("\"", "\\\"") + "\"";
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withGrammar(model.grammar(Grammar.parse(rule)));
        chat = new ChatState(
                model,
                new Chat(conversation, model.newSession()),
                new ChatSettings(settings, model::grammar),
                Keeping.nowhere());
    }

    @AfterEach
    void close() {
        chat.close();
        model.close();
    }

    private Dialogue dialogue() {
        return new Dialogue(
                chat,
                Screen.plain(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false));
    }

    private String converse(String typed) throws IOException {
        Dialogue dialogue = dialogue();
        new ChatLoop(dialogue).converse(new PlainInput(new BufferedReader(new StringReader(typed)), dialogue.screen()));
        return err.toString(StandardCharsets.UTF_8);
    }

    private List<String> said(Turn.Role role) {
        return chat.conversation().turns().stream()
                .filter(turn -> turn.role() == role)
                .map(Turn::text)
                .toList();
    }

    @Test
    void aCallIsShownAndWhatIsTypedNextIsItsResult() throws IOException {
        String notes = converse("/tools " + folder.resolve("tools.json") + "\nHow is it in Ulm?\nrain\n");
        assertTrue(notes.contains("weather" + System.lineSeparator() + "    town: \"Ulm\""), notes);
        assertEquals(List.of("How is it in Ulm?"), said(Turn.Role.USER));
        assertEquals(List.of("rain"), said(Turn.Role.TOOL));
        assertEquals("", out.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void anEmptyLineDeclinesACall() throws IOException {
        converse("/tools " + folder.resolve("tools.json") + "\nHow is it in Ulm?\n\n");
        assertEquals(List.of(ChatTools.DECLINED), said(Turn.Role.TOOL));
    }

    @Test
    void inAPipeTheNextLineIsTheResult() throws IOException {
        ToolsCommand.give(chat.conversation(), folder.resolve("tools.json"));
        new ChatLoop(dialogue()).answerLines(new BufferedReader(new StringReader("\nHow is it?\nsun\n\n")));
        assertEquals(List.of("sun", ChatTools.DECLINED), said(Turn.Role.TOOL));
    }

    @Test
    void undoTakesTheMessageBackWithItsResults() throws IOException {
        converse("/tools " + folder.resolve("tools.json") + "\nHow is it?\nrain\n/undo\n");
        assertEquals(0, chat.conversation().exchanges());
    }

    @Test
    void withoutToolsACallIsText() throws IOException {
        converse("/tools " + folder.resolve("tools.json") + "\n/tools\n/tools off\nHow is it?\nrain\n");
        assertTrue(out.toString(StandardCharsets.UTF_8).contains(CALL));
        assertEquals(List.of("How is it?", "rain"), said(Turn.Role.USER));
    }

    @Test
    void toolsAndResultsAreKept() throws IOException {
        Path file = folder.resolve("my.chat");
        converse("/tools " + folder.resolve("tools.json") + "\nHow is it?\nrain\n/save " + file
                + "\n/clear\n/tools off\n");
        chat.load(file);
        assertEquals(List.of("rain"), said(Turn.Role.TOOL));
        assertTrue(chat.conversation().tools().isPresent());
    }

    @Test
    void aFileThatIsWrongIsNamedWithThePlace() throws IOException {
        Files.writeString(folder.resolve("bad.json"), "[{\"function\":{\"name\":\"a b\"}}]");
        String notes = converse("/tools " + folder.resolve("bad.json") + "\n");
        assertTrue(notes.contains("bad.json: 'tools[0].function.name' is 'a b', expected up to 64 letters"), notes);
        assertFalse(chat.conversation().tools().isPresent());
    }

    @Test
    void aTemplateThatKnowsToolsGetsThemAndItsCallsAndResultsApart() throws IOException {
        String template =
                "{% if tools %}{{ tools|tojson }}{% endif %}{% for m in messages %}[{{ m.role }}]{{ m.content }}"
                        + "{% for c in m.tool_calls or [] %}<tool_call>{{ c.function|tojson }}{{ c.id }}</tool_call>{% endfor %}"
                        + "{% endfor %}[assistant]";
        try (Chat own = new Chat(
                new Conversation(ChatTemplates.of("own", template), model.tokenizer(), new Room(CONTEXT, 200, true)),
                model.newSession())) {
            Conversation conversation = own.conversation();
            ToolsCommand.give(conversation, folder.resolve("tools.json"));
            var _ = own.say("hi", chat.settings().current()).complete();
            assertEquals(1, conversation.calls().size());
            var _ = conversation.answerCalls(List.of("rain"));
            StringBuilder text = new StringBuilder();
            for (int token : conversation.prompt()) {
                text.append(new String(model.tokenizer().bytes(token), StandardCharsets.UTF_8));
            }
            String id = conversation.calls().isEmpty()
                    ? ""
                    : conversation.calls().getFirst().id();
            assertEquals("", id, "nothing was called since");
            assertTrue(text.toString().contains("\"parameters\""), text::toString);
            assertTrue(text.toString().contains("[tool]rain[assistant]"), text::toString);
            assertTrue(text.toString().contains("{\"town\": \"Ulm\"}"), text::toString);
        }
    }
}
