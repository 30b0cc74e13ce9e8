package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.chat.Turn;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens at a terminal, without one. */
final class ChatLoopTest {
    private static final int CONTEXT = 200;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    private Model model;
    private ChatState chat;

    @BeforeEach
    void open() throws IOException {
        Path file =
                TinyModel.seeded(3).dim(32).ffn(32).layers(1).context(CONTEXT).write(folder.resolve("tiny.gguf"));
        model = Model.open(file, ModelOptions.defaults().withThreads(1));
        Conversation conversation =
                new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), new Room(CONTEXT, 20, true));
        chat = new ChatState(
                model,
                new Chat(conversation, model.newSession()),
                new ChatSettings(GenerationSettings.defaults().withSampling(SamplerSettings.greedy()), model::grammar),
                Keeping.nowhere());
    }

    @AfterEach
    void close() {
        chat.close();
        model.close();
    }

    private Dialogue dialogue(int predict, OutputStream out) {
        chat.settings().set("predict", String.valueOf(predict));
        PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
        return new Dialogue(chat, Screen.plain(outStream, errStream, false));
    }

    private Conversation conversation() {
        return chat.conversation();
    }

    private String converse(String typed) throws IOException {
        Dialogue dialogue = dialogue(3, new ByteArrayOutputStream());
        new ChatLoop(dialogue).converse(new PlainInput(new BufferedReader(new StringReader(typed)), dialogue.screen()));
        return err.toString(StandardCharsets.UTF_8);
    }

    private List<String> messages() {
        return conversation().turns().stream()
                .filter(turn -> turn.role() == Turn.Role.USER)
                .map(Turn::text)
                .toList();
    }

    @Test
    void anEmptySystemPromptRemovesIt() throws IOException {
        String shown = converse("/system be kind\n/system \"\"\n/system\n");
        assertTrue(shown.contains("[ The system prompt is gone. ]"), shown);
        assertTrue(shown.contains("[ There is no system prompt. ]"), shown);
    }

    @Test
    void aSettingHasOneValue() throws IOException {
        String shown = converse("/set temp 0.7 0.8\n");
        assertTrue(shown.contains("'/set temp 0.7 0.8' has 2 values, expected one value"), shown);
    }

    @Test
    void messagesAreAnsweredUntilTheEndOfTheInput() throws IOException {
        String shown = converse("hello\n\n  \nmore\n");
        assertEquals(List.of("hello", "more"), messages());
        assertEquals(6, shown.split("> ", -1).length, shown); // five prompts
        assertTrue(shown.startsWith("chat template: vicuna"), shown);
    }

    @Test
    void commandsAreNoMessages() throws IOException {
        String shown = converse("hello\n/help\n/nosuch thing\n/bye\nnot read\n");
        assertEquals(List.of("hello"), messages());
        assertTrue(shown.contains("/clear"), shown);
        assertTrue(shown.contains("cria: '/nosuch' is not a command, expected one of /help"), shown);
    }

    @Test
    void aSpaceMakesASlashAMessage() throws IOException {
        converse(" /exit\n/exit\nnot read\n");
        assertEquals(List.of(" /exit"), messages());
    }

    @Test
    void theSystemPromptIsSetAndShownAndOutlivesTheConversation() throws IOException {
        String shown = converse("/system\n/system be  kind\nhello\n/clear\n/system\nmore\n");
        assertEquals(Optional.of("be  kind"), conversation().system());
        assertEquals(List.of("more"), messages());
        assertTrue(shown.contains("There is no system prompt"), shown);
        assertTrue(shown.contains("> be  kind"), shown);
    }

    @Test
    void whatDoesNotFitIsSaidAndTheChatGoesOn() throws IOException {
        String shown = converse("hello\n" + "x".repeat(300) + "\n/system " + "y".repeat(300) + "\nmore\n");
        assertEquals(List.of("hello", "more"), messages());
        assertEquals(Optional.empty(), conversation().system());
        assertEquals(
                2, shown.lines().filter(line -> line.contains("context of 200")).count(), shown);
    }

    @Test
    void whatCannotBeDoneIsSaidInTheWordsOfTheChat() throws IOException {
        String missing = folder.resolve("none.chat").toString();
        String shown = converse(
                "/fork two words\n/fork main\n/switch nosuch\n/load " + missing + "\n" + "x".repeat(300) + "\n");
        for (String line : List.of(
                "'two words' is no name for a branch, expected one word of at most 40 characters: /fork NAME.",
                "there is a branch 'main' already, expected a new name. Go there with /switch main, or choose another"
                        + " name.",
                "there is no branch 'nosuch', expected one of main. Make one with /fork nosuch.",
                missing + ": there is no such file. Save a conversation with /save FILE.",
                "expected less than the context of 200. Shorten it or choose a larger context with -c.")) {
            assertTrue(shown.contains(line + System.lineSeparator()), () -> line + " is not in " + shown);
        }
    }

    @Test
    void whereNothingIsForgottenTheErrorNamesTheOptionAndTheCommand() throws IOException {
        try (ChatState keeping = new ChatState(
                model,
                model.chat(ChatOptions.defaults()
                        .withTemplate(ChatTemplates.named("vicuna"))
                        .withForgets(false)),
                new ChatSettings(
                        GenerationSettings.defaults()
                                .withSampling(SamplerSettings.greedy())
                                .withPredict(3),
                        model::grammar),
                Keeping.nowhere())) {
            Dialogue dialogue =
                    new Dialogue(keeping, Screen.plain(new PrintStream(new ByteArrayOutputStream()), errStream, false));
            new ChatLoop(dialogue).answerLines(new BufferedReader(new StringReader("a word or two\n".repeat(20))));
        }
        String shown = err.toString(StandardCharsets.UTF_8);
        assertTrue(
                shown.contains("expected less than 200, and old exchanges are not to be forgotten (--no-context-shift)."
                        + " Forget the conversation with /clear, or choose a larger context with -c."),
                shown);
    }

    @Test
    void aStoppedAnswerKeepsWhatWasSaid() {
        AtomicReference<Dialogue> running = new AtomicReference<>();
        OutputStream stopping = new OutputStream() {
            @Override
            public void write(int b) {
                Objects.requireNonNull(running.get()).stop();
            }
        };
        Dialogue dialogue = dialogue(GenerationSettings.UNLIMITED, stopping);
        running.set(dialogue);
        assertFalse(dialogue.stop(), "there is no answer to stop yet");
        dialogue.say("hello");
        assertEquals(List.of("hello"), messages());
        int reply = conversation().turns().getLast().text().length();
        assertTrue(reply > 0 && reply < 20, "reply of " + reply);
        assertFalse(dialogue.stop(), "the answer has ended");
    }

    @Test
    void anAnswerGoesOnInTheRoomOfOlderExchanges() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        dialogue(8, out).say("hello");
        dialogue(GenerationSettings.UNLIMITED, out).say("more");
        assertEquals(List.of("more"), messages());
        String shown = err.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("[ The context is full: the oldest exchange was forgotten. ]"), shown);
        assertTrue(shown.contains("[ The context is full: the answer ends here. ]"), shown);
        String reply = conversation().turns().getLast().text();
        String printed = out.toString(StandardCharsets.UTF_8);
        assertTrue(printed.endsWith(reply + System.lineSeparator()), "the printed answer is the kept one");
    }

    @Test
    void aReaderThatWentAwayEndsTheChat() throws IOException {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("closed");
            }
        };
        ChatLoop loop = new ChatLoop(dialogue(GenerationSettings.UNLIMITED, closed));
        assertTrue(loop.answerLines(new BufferedReader(new StringReader("one\ntwo\nthree\n"))));
        assertEquals(List.of("one"), messages());
    }
}
