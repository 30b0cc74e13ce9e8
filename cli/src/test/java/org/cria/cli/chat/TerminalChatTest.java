package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Turn;
import org.cria.model.forward.Session;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chat as somebody at a terminal has it: keys that are pressed, and the screen that follows. */
@SuppressWarnings("NullAway.Init") // set before each test
final class TerminalChatTest {
    private static final String TYPE = "xterm-256color";

    @TempDir
    Path folder;

    private Model model;

    @BeforeEach
    void open() throws IOException {
        Path file = TinyModel.seeded(3).dim(32).ffn(32).layers(1).context(4096).write(folder.resolve("tiny.gguf"));
        model = Model.open(file, ModelOptions.defaults().withThreads(1).withContextSize(4096));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private VirtualChat chat(int predict) throws IOException {
        return new VirtualChat(model, 100, predict, TYPE, false, Optional.empty());
    }

    private static List<String> messages(VirtualChat chat) {
        return chat.chat.conversation().turns().stream()
                .filter(turn -> turn.role() == Turn.Role.USER)
                .map(Turn::text)
                .toList();
    }

    @Test
    void everyCommandOfTheListDoesWhatItsHelpSays() throws Exception {
        Path saved = folder.resolve("saved.chat");
        Path notes = Files.writeString(folder.resolve("notes.txt"), "a note\n");
        try (VirtualChat chat = chat(4)) {
            chat.enter("hello");
            String help = chat.enter("/help");
            for (SlashCommands.Row row : SlashCommands.rows()) {
                assertTrue(help.contains("  " + row.synopsis() + " "), row.synopsis() + " in\n" + help);
            }
            assertTrue(chat.enter("/?").contains("/branches"));
            chat.enter("/system be kind");
            assertTrue(chat.enter("/system").contains("\nbe kind\n"));
            chat.enter("/set temp 0.5");
            chat.enter("/set temp 0");
            chat.enter("/set reasoning-budget 9");
            String settings = chat.enter("/show"); // what the screen shows of it: its end
            assertTrue(settings.contains("reasoning-budget   9\n"), settings);
            assertTrue(chat.enter("/regen").contains("[ Prompt: "));
            chat.enter("more");
            assertEquals(List.of("hello", "more"), messages(chat));
            assertTrue(chat.enter("/undo").contains("[ Taken back: \"more\". ]"));
            assertTrue(chat.enter("/fork rhyme").contains("[ This is branch rhyme now. ]"));
            chat.enter("and again");
            assertTrue(chat.enter("/branches").contains("* └─ rhyme  (2 exchanges, forked after 1 exchange)"));
            assertTrue(VirtualChat.shows(chat.enter("/save " + saved), "[ Saved to "));
            assertTrue(chat.enter("/switch main").contains("[ This is branch main now. ]"));
            assertEquals(List.of("hello"), messages(chat));
            assertTrue(chat.enter("/clear").contains("[ The conversation is forgotten. ]"));
            assertEquals(List.of(), messages(chat));
            assertTrue(VirtualChat.shows(chat.enter("/load " + saved), "branch rhyme, 2 exchanges. ]"));
            assertEquals(List.of("hello", "and again"), messages(chat));
            assertTrue(VirtualChat.shows(chat.enter("/read " + notes), "7 characters go before your next message"));
            chat.enter("what is it?");
            assertEquals("a note\n\nwhat is it?", messages(chat).getLast());
            assertTrue(chat.enter("/context").contains("system prompt"));
            String statistics = chat.enter("/stats");
            assertTrue(statistics.contains("answers     5"), statistics);
            assertTrue(statistics.contains("% of the time of the answers"), statistics);
            assertTrue(chat.enter("/nosuch").contains("cria: '/nosuch' is not a command"));
            chat.type("/bye\r");
            chat.awaitLeft();
        }
    }

    @Test
    void tabCompletesCommandsSettingsTheirValuesBranchesAndFiles() throws Exception {
        Files.writeString(folder.resolve("some notes.txt"), "x");
        Files.writeString(folder.resolve("other.txt"), "y");
        try (VirtualChat chat = chat(2)) {
            chat.type("/cont\t").await(screen -> screen.contains("> /context"));
            chat.type("\r").await(screen -> screen.contains("tokens ("));
            chat.type("/set te\t0.25\r").await(screen -> screen.contains("> /set temp 0.25"));
            chat.type("/set temp 0.2\t\r")
                    .await(screen -> screen.contains("temp is 0.25 now")
                            && screen.strip().endsWith(">"));
            chat.type("/set top-k \t\r").await(screen -> screen.contains("top-k is 40 now"));
            chat.type("/set temp \t")
                    .await(screen -> screen.contains("(as it stands; may be a number")
                            && screen.contains("where nothing is chosen"));
            chat.type("\003").await(screen -> screen.strip().endsWith("\n>"));
            chat.enter("/fork rhyme");
            chat.type("/switch ma\t\r").await(screen -> screen.contains("[ This is branch main now. ]"));
            chat.type("/read " + folder + "/oth\t\r")
                    .await(screen -> VirtualChat.shows(screen, "1 character goes before"));
            chat.type("/s\t").await(screen -> screen.contains("/stats") && screen.contains("/switch"));
            assertEquals("0.25", chat.chat.settings().values().get("temp"));
        }
    }

    @Test
    void wordsOfNotesAreNotBrokenAtTheWindowsEdge() throws Exception {
        try (VirtualChat chat = chat(2)) {
            for (int columns : new int[] {80, 33}) {
                chat.resize(columns, 24);
                List<String> words = List.of(chat.enter("/nosuch" + columns).split("[\\s,.]+"));
                for (SlashCommands.Row row : SlashCommands.rows()) {
                    assertTrue(words.containsAll(row.names()), () -> row.names() + " are not whole in " + words);
                }
            }
        }
    }

    @Test
    void ctrlCStopsAnAnswerAndKeepsItAndASecondOneLeaves() throws Exception {
        try (VirtualChat chat = chat(-1)) {
            chat.type("tell me\r").await(screen -> screen.lines().count() > 3 && !screen.endsWith("tell me\n\n"));
            Thread.sleep(50);
            chat.type("\003").await(screen -> screen.contains("[ Stopped: what was said stays. ]"));
            assertEquals(List.of("tell me"), messages(chat));
            assertFalse(chat.chat.conversation().turns().getLast().text().isEmpty());
            chat.await(screen -> screen.stripTrailing().endsWith(">"));
            chat.type("\003");
            chat.awaitLeft();
        }
    }

    @Test
    void ctrlCWhileAMessageIsReadTakesItBackAndTheChatGoesOn() throws Exception {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "a long note ".repeat(250));
        Path file =
                TinyModel.seeded(3).dim(128).ffn(256).layers(4).context(4096).write(folder.resolve("slow.gguf"));
        ModelOptions oneByOne =
                ModelOptions.defaults().withThreads(1).withContextSize(4096).withBatchSize(1);
        try (Model slow = Model.open(file, oneByOne);
                VirtualChat chat = new VirtualChat(slow, 100, 4, TYPE, false, Optional.empty())) {
            chat.enter("hello");
            List<Turn> before = chat.chat.conversation().turns();
            chat.enter("/read " + notes);
            Session session = chat.chat.branches().current().chat().session();
            int read = session.length();
            chat.type("what is it?\r").await(screen -> session.length() > read + 8);
            chat.type("\003")
                    .await(screen -> screen.contains("[ Stopped before the answer began: the message is taken"));
            chat.await(screen -> screen.stripTrailing().endsWith("\n>"));
            assertTrue(session.length() < 2000, session.length() + " tokens were read");
            assertEquals(before, chat.chat.conversation().turns());
            chat.enter("more");
            assertEquals(List.of("hello", "more"), messages(chat));
            assertFalse(chat.chat.conversation().turns().getLast().text().isEmpty());
        }
    }

    @Test
    void aSecondCtrlCDuringAnAnswerLeavesAndAFirstOneNever() throws Exception {
        Path file =
                TinyModel.seeded(3).dim(128).ffn(256).layers(4).context(4096).write(folder.resolve("slow.gguf"));
        ModelOptions options = ModelOptions.defaults().withThreads(1).withContextSize(4096);
        try (Model slow = Model.open(file, options);
                VirtualChat chat = new VirtualChat(slow, 100, -1, TYPE, false, Optional.empty())) {
            Session session = chat.chat.branches().current().chat().session();
            for (int round = 0; round < 2; round++) {
                int read = session.length();
                chat.type("tell me\r").await(screen -> session.length() > read + 20);
                chat.type("\003").await(screen -> screen.stripTrailing().endsWith("\n>"));
                assertTrue(chat.screen().contains("[ Stopped"), chat.screen());
            }
            assertEquals(0, chat.leaving.get());
            assertFalse(chat.loop.isInterrupted());
            int read = session.length();
            chat.type("tell me\r").await(screen -> session.length() > read + 20);
            assertTrue(chat.loop.stop(), "the first stops the answer");
            assertFalse(chat.loop.stop(), "the second leaves");
            assertTrue(chat.loop.isInterrupted());
        }
    }

    @Test
    void ctrlCAtThePromptDiscardsWhatWasTypedThenWarnsThenLeaves() throws Exception {
        try (VirtualChat chat = chat(2)) {
            chat.type("never mind").await(screen -> screen.contains("never mind"));
            chat.type("\003").await(screen -> screen.strip().endsWith("\n>"));
            assertFalse(chat.screen().contains("Ctrl-C again leaves"));
            chat.type("\003").await(screen -> screen.contains("[ Ctrl-C again leaves, and so does Ctrl-D. ]"));
            chat.enter("hello"); // which says that nobody wants to leave
            chat.type("\003").await(screen -> screen.strip().endsWith("Ctrl-D. ]\n>"));
            assertEquals(List.of("hello"), messages(chat));
            chat.type("\003");
            chat.awaitLeft();
        }
    }

    @Test
    void ctrlDLeaves() throws Exception {
        try (VirtualChat chat = chat(2)) {
            chat.type("\004");
            chat.awaitLeft();
        }
    }

    @Test
    void linesBetweenTripleQuotesAreOneMessage() throws Exception {
        try (VirtualChat chat = chat(2)) {
            chat.type("\"\"\"\r").type("first\r").type("\r");
            String screen = chat.enter("  third\"\"\"");
            assertEquals(List.of("first\n\n  third"), messages(chat));
            assertTrue(screen.contains("… first"), screen);
        }
    }

    @Test
    void aPasteOfTwoHundredLinesIsOneMessage() throws Exception {
        String text = IntStream.rangeClosed(1, 200).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        try (VirtualChat chat = chat(2)) {
            chat.paste(text).await(screen -> screen.contains("line 200"));
            assertEquals(List.of(), messages(chat), "it waits for Enter");
            chat.enter("");
            assertEquals(List.of(text), messages(chat));
        }
    }

    @Test
    void wideCharactersAndEmojiAreEditedAsOne() throws Exception {
        try (VirtualChat chat = chat(2)) {
            chat.type("a字🦙b").await(screen -> screen.contains("字"));
            chat.type("\002\177"); // Ctrl-B: left over b; and backspace over the emoji
            chat.enter("");
            assertEquals(List.of("a字b"), messages(chat));
        }
    }

    @Test
    void aLongLineSurvivesANarrowerAndAWiderWindow() throws Exception {
        String line = "word ".repeat(30).strip();
        try (VirtualChat chat = chat(2)) {
            chat.type(line).await(screen -> screen.contains("word"));
            chat.resize(40, 20);
            chat.resize(100, 30);
            chat.enter(" end");
            assertEquals(List.of(line + " end"), messages(chat));
            String screen = chat.enter("/context");
            assertTrue(screen.lines().allMatch(each -> each.length() <= 100), screen);
            chat.resize(30, 20);
            chat.enter("hello");
            assertEquals("hello", messages(chat).getLast());
        }
    }

    @Test
    void whatIsTypedDuringAnAnswerIsTheNextMessage() throws Exception {
        try (VirtualChat chat = chat(200)) {
            chat.type("one\r");
            Thread.sleep(20);
            chat.type("two\r");
            chat.await(screen ->
                    messages(chat).size() == 2 && screen.stripTrailing().endsWith(">"));
            assertEquals(List.of("one", "two"), messages(chat));
        }
    }

    @Test
    void theHistoryOutlivesTheChat() throws Exception {
        Path history = folder.resolve("history");
        try (VirtualChat chat = new VirtualChat(model, 100, 2, TYPE, false, Optional.of(history))) {
            chat.enter("remember me");
            chat.type("\"\"\"\rtwo\r");
            chat.enter("lines\"\"\"");
            chat.type("\004");
            chat.awaitLeft();
        }
        try (VirtualChat chat = new VirtualChat(model, 100, 2, TYPE, false, Optional.of(history))) {
            chat.type("\020").await(screen -> screen.contains("lines\"\"\""));
            chat.type("\020\020\020").await(screen -> screen.contains("> remember me"));
            chat.enter("");
            assertEquals(List.of("remember me"), messages(chat));
        }
    }

    @Test
    void aDumbTerminalGetsPlainTextAndNoSequence() throws Exception {
        try (VirtualChat chat = new VirtualChat(model, 100, 3, "dumb", true, Optional.empty())) {
            chat.enter("hello 🦙");
            chat.type("\"\"\"\r").type("a\r");
            chat.enter("b\"\"\"");
            assertEquals(List.of("hello 🦙", "a\nb"), messages(chat));
            assertTrue(chat.enter("/context").contains("2 exchanges"));
            assertFalse(chat.isColoured());
            chat.type("/bye\r");
            chat.awaitLeft();
        }
    }

    @Test
    void coloursAreThereWhereTheyAreWelcomeOnly() throws Exception {
        for (boolean welcome : new boolean[] {true, false}) {
            try (VirtualChat chat = new VirtualChat(model, 100, 3, TYPE, welcome, Optional.empty())) {
                chat.enter("/nosuch");
                assertEquals(welcome, chat.isColoured());
            }
        }
    }
}
