package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Chat;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.chat.Turn;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.saved.ChatPlace;
import org.cria.model.storage.AtomicFile;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chat that is kept in a file, whatever happens. */
final class KeptChatTest {
    private static final int CONTEXT = 200;
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path kept;
    private Model model;

    @BeforeEach
    void open() throws IOException {
        kept = Files.createDirectory(folder.resolve("kept")).resolve("my.chat");
        Path file =
                TinyModel.seeded(3).dim(32).ffn(32).layers(1).context(CONTEXT).write(folder.resolve("tiny.gguf"));
        model = Model.open(file, ModelOptions.defaults().withThreads(1));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private ChatState chat(Keeping keeping) {
        Conversation conversation =
                new Conversation(ChatTemplates.named("vicuna"), model.tokenizer(), new Room(CONTEXT, 20, true));
        return new ChatState(
                model,
                new Chat(conversation, model.newSession()),
                new ChatSettings(
                        GenerationSettings.defaults()
                                .withSampling(SamplerSettings.greedy())
                                .withPredict(3),
                        model::grammar),
                keeping);
    }

    /** What there was on stderr. */
    private String converse(ChatState chat, String typed) throws IOException {
        return converse(chat, typed, OutputStream.nullOutputStream());
    }

    private String converse(ChatState chat, String typed, OutputStream out) throws IOException {
        err.reset();
        Dialogue dialogue = new Dialogue(
                chat, Screen.plain(new PrintStream(out), new PrintStream(err, true, StandardCharsets.UTF_8), false));
        new ChatLoop(dialogue).converse(new PlainInput(new BufferedReader(new StringReader(typed)), dialogue.screen()));
        return err.toString(StandardCharsets.UTF_8);
    }

    private static List<String> messages(ChatState chat) {
        return chat.conversation().turns().stream()
                .filter(turn -> turn.role() == Turn.Role.USER)
                .map(Turn::text)
                .toList();
    }

    /** What a chat would go on with that opened a copy of the file now: the messages, and whether the last one is unanswered. */
    private List<String> saved() {
        try {
            Path copy = folder.resolve("copy.chat");
            Files.copy(kept, copy, StandardCopyOption.REPLACE_EXISTING);
            try (Keeping keeping = Keeping.in(ChatPlace.claim(copy));
                    ChatState chat = chat(keeping)) {
                boolean unanswered = chat.resume();
                List<String> messages = messages(chat);
                return unanswered ? List.of(String.join(", ", messages) + " (unanswered)") : messages;
            }
        } catch (IOException e) {
            return List.of();
        }
    }

    @Test
    void theMessageIsSavedBeforeItsAnswerAndTheAnswerBeforeTheNextPrompt() throws IOException {
        List<List<String>> duringAnswers = new ArrayList<>();
        OutputStream looking = new OutputStream() {
            @Override
            public void write(int b) {
                if (b == '\n') {
                    duringAnswers.add(saved());
                }
            }
        };
        try (Keeping keeping = Keeping.in(ChatPlace.claim(kept));
                ChatState chat = chat(keeping)) {
            converse(chat, "one\ntwo\n/fork other\nthree\n/undo\n", looking);
            assertEquals(
                    List.of(
                            List.of("one (unanswered)"),
                            List.of("one, two (unanswered)"),
                            List.of("one, two, three (unanswered)")),
                    duringAnswers);
            assertEquals(List.of("one", "two"), saved(), "commands are saved too");
        }
    }

    @Test
    void aMessageThatWasNotAnsweredIsAnsweredOnRequest() throws IOException {
        try (Keeping keeping = Keeping.in(ChatPlace.claim(kept));
                ChatState chat = chat(keeping)) {
            converse(chat, "one\n");
            chat.chat().say("two", GenerationSettings.defaults());
            chat.keepMessage();
            chat.messageIsKept();
        } // and the answer was never given
        try (Keeping keeping = Keeping.in(ChatPlace.claim(kept));
                ChatState chat = chat(keeping)) {
            boolean unanswered = chat.resume();
            assertTrue(unanswered);
            new Dialogue(chat, Screen.plain(System.out, new PrintStream(err, true, StandardCharsets.UTF_8), false))
                    .goOn(true, true);
            String shown = err.toString(StandardCharsets.UTF_8);
            assertTrue(shown.contains("[ Goes on with " + kept + ", exchanges so far: 2. ]"), shown);
            assertTrue(shown.contains("no answer yet: /regen gives one, /undo takes the message back"), shown);
            converse(chat, "/regen\n");
            assertEquals(List.of("one", "two"), saved());
        }
    }

    @Test
    void aSaveThatFailsIsSaidAndTheChatGoesOnAndIsSavedWhenItCanBe() throws IOException {
        Path elsewhere = folder.resolve("elsewhere.chat");
        try (Keeping keeping = Keeping.in(ChatPlace.claim(kept));
                ChatState chat = chat(keeping)) {
            converse(chat, "one\n");
            Files.move(kept.getParent(), folder.resolve("gone"));
            String shown = converse(chat, "two\nthree\n/save " + elsewhere + "\n\nfour\n/exit\nfive\n/exit\nsix\n");
            assertEquals(List.of("one", "two", "three", "four", "five"), messages(chat));
            assertTrue(
                    shown.contains("cria: " + kept + ": the conversation cannot be saved there (NoSuchFileException")
                            && shown.contains("Make room for it, or save it elsewhere with /save FILE."),
                    shown);
            assertTrue(shown.contains("[ Saved to " + elsewhere + ". ]"), shown);
            assertEquals(
                    1,
                    shown.lines()
                            .filter(line ->
                                    line.contains("[ What was said is not saved: /save FILE saves it elsewhere"))
                            .count(),
                    shown);
            assertFalse(Files.exists(kept));
            Files.move(folder.resolve("gone"), kept.getParent());
            shown = converse(chat, "/branches\n");
            assertFalse(shown.contains("cannot be saved"), shown);
            assertEquals(List.of("one", "two", "three", "four", "five"), saved());
        }
    }

    @Test
    void onAFullDiskTheChatGoesOnAndWhatWasSavedStays() throws IOException {
        assumeTrue(Files.exists(FULL), "this system has no " + FULL);
        try (Keeping keeping = Keeping.in(ChatPlace.claim(kept));
                ChatState chat = chat(keeping)) {
            converse(chat, "one\n");
            List<Path> full = fillTheDisk();
            String shown = converse(chat, "two\nthree\n");
            assertTrue(
                    shown.contains("cria: " + kept + ": the conversation cannot be saved there (")
                            && shown.contains("Make room for it, or save it elsewhere with /save FILE."),
                    shown);
            assertEquals(List.of("one", "two", "three"), messages(chat));
            assertEquals(List.of("one"), saved());
            for (Path link : full) {
                Files.deleteIfExists(link);
            }
            assertFalse(converse(chat, "four\n").contains("cannot be saved"), "there is room again");
            assertEquals(List.of("one", "two", "three", "four"), saved());
        }
    }

    /** From now on the files that are to take the chat's place are a device that is always full; which ones that are. */
    private List<Path> fillTheDisk() throws IOException {
        Path probe = Files.createDirectory(folder.resolve("probe"));
        List<String> part = new ArrayList<>();
        AtomicFile.replace(probe.resolve(kept.getFileName()), target -> {
            try (Stream<Path> files = Files.list(probe)) {
                files.forEach(file -> part.add(file.getFileName().toString()));
            }
        });
        Matcher name = Pattern.compile("(.*-)(\\d+)(\\.part)").matcher(part.getFirst());
        assertTrue(name.matches(), part.getFirst());
        List<Path> full = new ArrayList<>();
        for (long number = Long.parseLong(name.group(2)) + 1; full.size() < 50; number++) {
            full.add(Files.createSymbolicLink(kept.resolveSibling(name.group(1) + number + name.group(3)), FULL));
        }
        return full;
    }

    @Test
    void whatIsLoadedDoesNotTakeThePlaceOfWhatIsKept() throws IOException {
        Path other = folder.resolve("other.chat");
        try (Keeping keeping = Keeping.in(ChatPlace.claim(kept));
                ChatState chat = chat(keeping)) {
            String shown =
                    converse(chat, "one\n/save " + other + "\ntwo\n/load " + other + "\nthree\n/load " + kept + "\n");
            assertTrue(shown.contains("[ " + kept + " stays as it is. What follows is not kept"), shown);
            assertEquals(List.of("one", "two"), messages(chat), "loaded again");
        }
        assertEquals(List.of("one", "two"), saved());
    }
}
