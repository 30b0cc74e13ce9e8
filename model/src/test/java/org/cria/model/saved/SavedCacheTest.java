package org.cria.model.saved;

import static org.cria.model.saved.SmallChat.say;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.cria.kernels.Progress;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.Branches;
import org.cria.model.forward.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache that is saved beside a conversation: used as far as it is right, and never missed. */
final class SavedCacheTest {
    @TempDir
    Path folder;

    private Path file;
    private Path cells;
    private SmallChat chat;
    private Branches branches;

    @BeforeEach
    void speak() throws IOException {
        file = folder.resolve("saved.chat");
        cells = folder.resolve("saved.chat" + ChatPlace.CELLS);
        chat = SmallChat.in(folder);
        branches = chat.begin();
        say(branches, "hello");
        branches.fork("other");
        say(branches, "left");
        branches.switchTo("main");
        say(branches, "right");
    }

    @AfterEach
    void close() {
        branches.close();
        chat.close();
    }

    private static Session session(Branches branches) {
        return branches.current().chat().session();
    }

    private long bytes(int cells) {
        return 16 + cells * chat.model().engine().cellBytes();
    }

    @Test
    void aDamagedCacheCostsReadingAndNothingElse() throws IOException {
        try (ChatPlace place = ChatPlace.claim(file)) {
            chat.save(place, branches, CacheLimits.NONE);
        }
        byte[] whole = Files.readAllBytes(cells);
        int held = session(branches).length();
        int[] expected = say(branches, "go on");
        branches.switchTo("other");
        int[] expectedOfOther = say(branches, "go on");
        Random random = new Random(3);
        int shorter = 0;
        for (int i = 0; i < 60; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(cells, i % 2 == 0 ? damaged : Arrays.copyOf(whole, random.nextInt(whole.length)));
            try (Branches loaded = chat.load(file).branches()) {
                int sound = session(loaded).length();
                shorter += sound < held ? 1 : 0;
                assertArrayEquals(expected, say(loaded, "go on"), "after " + sound + " sound cells");
                loaded.switchTo("other");
                assertArrayEquals(expectedOfOther, say(loaded, "go on"));
            }
        }
        assertTrue(shorter > 20, shorter + " times something was missing");
        Files.delete(cells);
        try (Branches loaded = chat.load(file).branches()) {
            assertEquals(0, session(loaded).length());
            loaded.current().chat().read(Progress.NONE);
            assertTrue(session(loaded).length() >= held, "read again at once");
            assertArrayEquals(expected, say(loaded, "go on"));
        }
    }

    @Test
    void withoutTimeOnlyWhatWasSaidIsSavedAndWithoutRoomTheBeginningOfTheCache() throws IOException {
        try (ChatPlace place = ChatPlace.claim(file)) {
            chat.save(place, branches, CacheLimits.NONE.within(0));
            assertEquals(bytes(0), Files.size(cells));
            chat.save(place, branches, new CacheLimits(bytes(20) - 16, Long.MAX_VALUE >> 1));
            assertEquals(bytes(20), Files.size(cells));
        }
        try (Branches loaded = chat.load(file).branches()) {
            assertEquals(20, session(loaded).length());
            assertArrayEquals(say(branches, "go on"), say(loaded, "go on"));
        }
    }

    @Test
    void onlyWhatIsNewIsWrittenAndSlotsAreUsedAgain() throws IOException {
        try (ChatPlace place = ChatPlace.claim(file)) {
            chat.save(place, branches, CacheLimits.NONE);
            byte[] before = Files.readAllBytes(cells);
            say(branches, "more");
            chat.save(place, branches, CacheLimits.NONE);
            byte[] after = Files.readAllBytes(cells);
            assertTrue(after.length > before.length);
            assertArrayEquals(before, Arrays.copyOf(after, before.length), "nothing moved");
            branches.current().chat().conversation().withdraw();
            say(branches, "else");
            chat.save(place, branches, CacheLimits.NONE);
            assertTrue(Math.abs(after.length - Files.size(cells))
                    <= 2 * chat.model().engine().cellBytes());
        }
        try (Branches loaded = chat.load(file).branches()) {
            assertEquals(session(branches).length(), session(loaded).length());
            assertArrayEquals(say(branches, "go on"), say(loaded, "go on"));
        }
    }

    @Test
    void aShiftTurnsTheKeysAndTheyAreSavedAnew() throws IOException {
        try (ChatPlace place = ChatPlace.claim(file)) {
            for (int turn = 0; turn < 20; turn++) {
                say(branches, "turn " + turn);
                chat.save(place, branches, turn % 3 == 0 ? CacheLimits.NONE : CacheLimits.NONE.within(0));
            }
            assertTrue(branches.current().chat().conversation().forgotten() > 0);
            int unsaved;
            try (Branches loaded = chat.load(file).branches()) {
                unsaved = session(branches).length() - session(loaded).length();
            }
            assertTrue(unsaved > 0, "the last save had no time");
            chat.save(place, branches, CacheLimits.NONE);
        }
        try (Branches loaded = chat.load(file).branches()) {
            assertArrayEquals(session(branches).tokens(), session(loaded).tokens());
            assertArrayEquals(say(branches, "go on"), say(loaded, "go on"));
        }
    }

    @Test
    void aCacheOfAnotherFormatIsReadAgain() throws IOException {
        try (ChatPlace place = ChatPlace.claim(file)) {
            chat.save(place, branches, CacheLimits.NONE);
        }
        ModelOptions finer = ModelOptions.defaults().withThreads(1).withCache(Formats.F32, Formats.F32);
        try (Model other = Model.open(folder.resolve("tiny.gguf"), finer);
                ChatPlace place = ChatPlace.claim(file);
                Branches loaded = new ChatFile(other).load(place, chat.room()).branches()) {
            assertEquals(0, session(loaded).length());
            assertEquals(2, loaded.current().exchanges());
            say(loaded, "go on");
            new ChatFile(other).save(place, loaded, SmallChat.SETTINGS, CacheLimits.NONE);
            assertEquals(3, loaded.current().exchanges());
        }
    }
}
