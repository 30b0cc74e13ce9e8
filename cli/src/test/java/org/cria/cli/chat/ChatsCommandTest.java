package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Turn;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chats that are kept by themselves, at a terminal. */
final class ChatsCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path temporary;

    private Path folder;
    private Model model;

    @BeforeEach
    void open() throws IOException {
        folder = temporary.resolve("chats");
        model = model(3);
    }

    private Model model(int seed) throws IOException {
        Path file = TinyModel.seeded(seed)
                .dim(32)
                .ffn(32)
                .layers(1)
                .context(400)
                .write(temporary.resolve("tiny-" + seed + ".gguf"));
        return Model.open(file, ModelOptions.defaults().withThreads(1));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private ChatFolder chats() throws IOException {
        ChatFolder chats = new ChatFolder(folder, 1 << 20, CLOCK);
        chats.make();
        return chats;
    }

    private VirtualChat chat(Model with) throws IOException {
        return new VirtualChat(with, 100, 3, "xterm-256color", false, Optional.empty(), Keeping.among(chats()));
    }

    private static List<String> messages(VirtualChat chat) {
        return chat.chat.conversation().turns().stream()
                .filter(turn -> turn.role() == Turn.Role.USER)
                .map(Turn::text)
                .toList();
    }

    private List<String> names() throws IOException {
        return chats().entries().stream().map(ChatFolder.Entry::name).sorted().toList();
    }

    @Test
    void aChatIsKeptFromItsFirstMessageOnAndCanBeOpenedRenamedAndDeleted() throws Exception {
        try (VirtualChat chat = chat(model)) {
            assertTrue(chat.enter("/chats").contains("[ No chat is kept yet. ]"));
            assertTrue(chat.enter("/chats rename early").contains("nothing to keep yet"));
            chat.enter("Tell me more");
            chat.enter("/fork rhyme");
            chat.enter("and more");
            String listed = chat.enter("/chats");
            assertTrue(listed.contains("\n* 2026-03-04-tell-me-more          2  "), listed);
            assertTrue(VirtualChat.shows(
                    chat.enter("/clear"), "Up to here it stays in /chats as 2026-03-04-tell-me-more. ]"));
            chat.enter("something else");
            assertEquals(List.of("2026-03-04-something-else", "2026-03-04-tell-me-more"), names());
            assertTrue(VirtualChat.shows(
                    chat.enter("/chats open more"), "[ Goes on with 2026-03-04-tell-me-more, exchanges so far: 2. ]"));
            assertEquals(List.of("Tell me more", "and more"), messages(chat));
            assertTrue(chat.enter("/branches").contains("* └─ rhyme  (2 exchanges"));
            chat.enter("/chats rename mine");
            assertTrue(VirtualChat.shows(
                    chat.enter("/chats rename something other"), "2026-03-04-something-else is called other now."));
            assertEquals(List.of("mine", "other"), names());
            chat.enter("third");
            assertTrue(VirtualChat.shows(chat.enter("/chats delete mine"), "'mine' is this chat"));
            assertTrue(VirtualChat.shows(chat.enter("/chats delete oth"), "Did you mean 'other'?"));
            assertTrue(chat.enter("/chats delete other").contains("[ other is deleted. ]"));
            assertTrue(VirtualChat.shows(
                    chat.enter("/chats close mine"), "is nothing to do, expected /chats, /chats open NAME"));
            assertEquals(List.of("mine"), names());
            chat.type("\004");
            chat.awaitLeft();
        }
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count(), "the chat and its cache");
        }
        try (VirtualChat chat = chat(model)) {
            chat.enter("/chats open mine");
            assertEquals(List.of("Tell me more", "and more", "third"), messages(chat));
        }
    }

    @Test
    void whatIsOpenElsewhereOrOfAnotherModelIsSaidAndTheChatGoesOn() throws Exception {
        try (VirtualChat first = chat(model);
                VirtualChat second = chat(model)) {
            first.enter("one");
            second.enter("two");
            assertTrue(VirtualChat.shows(second.enter("/chats open one"), "the conversation is open in another chat"));
            assertTrue(VirtualChat.shows(
                    second.enter("/chats delete 2026-03-04-one"), "the conversation is open in another chat"));
            assertEquals(List.of("two"), messages(second));
        }
        try (Model other = model(4);
                VirtualChat chat = chat(other)) {
            assertTrue(VirtualChat.shows(
                    chat.enter("/chats open one"), "the conversation was held with another model, tiny-3.gguf"));
            chat.enter("three");
            String listed = chat.enter("/chats");
            assertTrue(listed.contains("KiB  tiny-3.gguf\n"), listed);
            assertEquals(List.of("2026-03-04-one", "2026-03-04-three", "2026-03-04-two"), names());
        }
    }

    @Test
    void tabCompletesActionsAndNames() throws Exception {
        try (VirtualChat chat = chat(model)) {
            chat.enter("one");
            chat.enter("/clear");
            chat.enter("two");
            chat.type("/chats op\t2026-03-04-o\t\r")
                    .await(screen -> screen.contains("> /chats open 2026-03-04-one")
                            && screen.contains("[ Goes on with 2026-03-04-one, exchanges so far: 1. ]"));
        }
    }

    @Test
    void whereChatsAreNotKeptTheCommandSaysSo() throws Exception {
        try (VirtualChat chat = new VirtualChat(model, 100, 3, "xterm-256color", false, Optional.empty())) {
            chat.enter("one");
            assertTrue(VirtualChat.shows(
                    chat.enter("/chats"), "no chats are kept here (--no-history). /save FILE saves this one."));
        }
        assertTrue(Files.notExists(folder));
    }
}
