package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.cria.kernels.CriaException;
import org.cria.model.saved.ChatPlace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The folder of the chats that are kept by themselves. */
final class ChatFolderTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T10:00:00Z"), ZoneOffset.UTC);
    private static final int KIB = 1024;

    @TempDir
    Path temporary;

    private Path folder;
    private ChatFolder chats;

    @BeforeEach
    void make() throws IOException {
        folder = temporary.resolve("chats");
        chats = new ChatFolder(folder, 100 * KIB, CLOCK);
        chats.make();
    }

    /** Two files as a chat has them, though nothing is said in them. */
    private void chat(String name, int kib, int cacheKib, int day) throws IOException {
        Path file = folder.resolve(name + ChatFolder.SUFFIX);
        byte[] said = new byte[kib * KIB];
        System.arraycopy("CRIACHAT".getBytes(StandardCharsets.US_ASCII), 0, said, 0, 8);
        Files.write(file, said);
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.parse("2026-02-01T00:00:00Z").plusSeconds(86_400L * day)));
        byte[] cells = new byte[cacheKib * KIB];
        if (cacheKib > 0) {
            System.arraycopy("CRIACELL".getBytes(StandardCharsets.US_ASCII), 0, cells, 0, 8);
            Files.write(folder.resolve(name + ChatFolder.SUFFIX + ChatPlace.CELLS), cells);
        }
    }

    private List<String> names() {
        return chats.entries().stream().map(ChatFolder.Entry::name).toList();
    }

    private static String refusal(Executable call) {
        return String.valueOf(assertThrows(CriaException.class, call).getMessage());
    }

    @Test
    void itIsWhereTheSystemHasTheDataOfPrograms() {
        Map<String, String> home = Map.of("HOME", "/h", "LOCALAPPDATA", "/local");
        assertEquals(Path.of("/h/.local/share/cria/chats"), ChatFolder.place(home, "Linux"));
        assertEquals(Path.of("/h/Library/Application Support/cria/chats"), ChatFolder.place(home, "Mac OS X"));
        assertEquals(Path.of("/local/cria/chats"), ChatFolder.place(home, "Windows 11"));
        assertEquals(Path.of("/d/cria/chats"), ChatFolder.place(Map.of("HOME", "/h", "XDG_DATA_HOME", "/d"), "Linux"));
    }

    @Test
    void aChatIsCalledAfterTheDayAndItsFirstWordsAndNoTwoAreCalledTheSame() throws IOException {
        for (String[] each : new String[][] {
            {"Hello, how are you today, my friend?", "2026-03-04-hello-how-are-you-today"},
            {"¿Qué tal, señor Müller? 東京", "2026-03-04-qué-tal-señor-müller-東京"},
            {"../../etc/passwd", "2026-03-04-etc-passwd"},
            {"?!", "2026-03-04-chat"},
            {"x".repeat(300), "2026-03-04-chat"}
        }) {
            try (ChatPlace place = chats.begin(each[0])) {
                assertEquals(each[1], chats.name(place.file()).orElseThrow());
            }
        }
        try (ChatPlace open = chats.begin("again");
                ChatPlace another = chats.begin("again")) {
            assertEquals("2026-03-04-again", chats.name(open.file()).orElseThrow());
            assertEquals("2026-03-04-again-2", chats.name(another.file()).orElseThrow());
        }
        chat("2026-03-04-again", 1, 0, 1);
        try (ChatPlace third = chats.begin("again")) {
            assertEquals("2026-03-04-again-2", chats.name(third.file()).orElseThrow());
        }
    }

    @Test
    void aPartOfANameIsEnoughIfNoOtherHasIt() throws IOException {
        chat("2026-03-01-about-cats", 1, 0, 1);
        chat("2026-03-02-about-dogs", 1, 0, 2);
        chat("cats", 1, 0, 3);
        assertEquals("2026-03-02-about-dogs", chats.find("dogs").name());
        assertEquals("cats", chats.find("cats").name(), "the whole name goes first");
        assertTrue(refusal(() -> chats.find("about"))
                .contains("several chats, expected one of 2026-03-02-about-dogs, 2026-03-01-about-cats"));
        assertTrue(refusal(() -> chats.find("birds")).contains("there is no chat 'birds' in " + folder));
    }

    @Test
    void aNameIsOneWordAndNoDate() {
        assertEquals(folder.resolve("trip_to.Rome-2.chat"), chats.named("trip_to.Rome-2"));
        for (String none : List.of("a b", "../up", ".hidden", "", "x".repeat(61), "a/b")) {
            assertTrue(refusal(() -> chats.named(none)).contains("is no name for a chat"), none);
        }
        assertTrue(refusal(() -> chats.named("2026-03-04-mine")).contains("begins with a date"));
    }

    @Test
    void whereSpaceIsShortTheOldestCachesGoFirst() throws IOException {
        chat("2026-02-01-oldest", 10, 40, 1);
        chat("2026-02-02-older", 10, 40, 2);
        chat("2026-02-03-latest", 10, 40, 3);
        chats.prune(folder.resolve("none"));
        assertEquals(List.of("2026-02-03-latest", "2026-02-02-older", "2026-02-01-oldest"), names());
        assertEquals(10 * KIB + 16, ChatPlace.bytes(folder.resolve("2026-02-01-oldest.chat")));
        assertEquals(50 * KIB, ChatPlace.bytes(folder.resolve("2026-02-03-latest.chat")));
    }

    @Test
    void thenTheOldestChatsGoButNeverOpenOrNamedOnes() throws IOException {
        chat("poems", 50, 40, 0);
        chat("2026-02-01-open", 30, 0, 1);
        chat("2026-02-02-older", 30, 0, 2);
        chat("2026-02-03-old", 30, 0, 3);
        chat("2026-02-04-own", 30, 0, 4);
        try (ChatPlace open = ChatPlace.claim(folder.resolve("2026-02-01-open.chat"))) {
            chats.prune(folder.resolve("2026-02-04-own.chat"));
            assertEquals(List.of("2026-02-04-own", "2026-02-01-open", "poems"), names());
            assertEquals(90 * KIB, ChatPlace.bytes(folder.resolve("poems.chat")), "a named one keeps its cache");
            assertTrue(open.isTaken());
        }
        assertFalse(Files.exists(folder.resolve("2026-02-02-older.chat" + ChatPlace.CELLS)));
    }
}
