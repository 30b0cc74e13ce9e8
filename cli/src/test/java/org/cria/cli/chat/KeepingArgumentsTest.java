package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether a chat and what is typed are kept, and where. */
final class KeepingArgumentsTest {
    @TempDir
    Path folder;

    @Command
    private static final class Chat {
        @Mixin
        private final KeepingArguments kept = new KeepingArguments();
    }

    private Map<String, String> environment() {
        return Map.of(
                "HOME", folder.toString(),
                "XDG_DATA_HOME", folder.resolve("data").toString(),
                "XDG_STATE_HOME", folder.resolve("state").toString());
    }

    private static KeepingArguments parsed(String... arguments) {
        Chat chat = new Chat();
        new CommandLine(chat).parseArgs(arguments);
        return chat.kept;
    }

    private List<Path> made() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.equals(folder)).toList();
        }
    }

    @Test
    void aChatAtATerminalAndWhatIsTypedAreKept() throws IOException {
        KeepingArguments usual = parsed();
        try (Keeping keeping = usual.keeping(true, environment(), () -> "")) {
            assertEquals(
                    folder.resolve("data/cria/chats"),
                    keeping.folder().orElseThrow().path());
        }
        assertEquals(
                folder.resolve("state/cria/chat-history"),
                usual.typed(environment()).orElseThrow());
        assertTrue(Files.isDirectory(folder.resolve("data/cria/chats")));
    }

    @Test
    void withNoHistoryNeitherIsKeptAndNoFolderIsMade() throws IOException {
        KeepingArguments none = parsed("--no-history");
        try (Keeping keeping = none.keeping(true, environment(), () -> "")) {
            assertTrue(keeping.folder().isEmpty());
            assertFalse(keeping.resumes());
        }
        assertTrue(none.typed(environment()).isEmpty());
        assertEquals(List.of(), made());
    }

    @Test
    void aSessionIsKeptInItsFileWithNoHistoryToo() throws IOException {
        Path file = folder.resolve("my.chat");
        try (Keeping keeping =
                parsed("--no-history", "--session", file.toString()).keeping(true, environment(), () -> "")) {
            assertEquals(file, keeping.file().orElseThrow());
            assertTrue(keeping.folder().isEmpty());
        }
    }

    @Test
    void aPipedChatIsNotKept() throws IOException {
        try (Keeping keeping = parsed().keeping(false, environment(), () -> "")) {
            assertTrue(keeping.folder().isEmpty());
        }
        assertEquals(List.of(), made());
    }
}
