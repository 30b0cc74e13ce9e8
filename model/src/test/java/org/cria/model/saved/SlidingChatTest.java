package org.cria.model.saved;

import static org.cria.model.saved.SmallChat.say;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.cria.model.chat.Branches;
import org.cria.model.forward.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations that are saved with a cache in which a window slides. */
final class SlidingChatTest {
    @TempDir
    Path folder;

    private static Session session(Branches branches) {
        return branches.current().chat().session();
    }

    /** Two branches of a past that the window has left, past the first shift; then each goes on. */
    @Test
    void bothBranchesGoOnFromTheWindowThatWasSaved() throws IOException {
        Path file = folder.resolve("saved.chat");
        try (SmallChat chat = SmallChat.sliding(folder);
                Branches branches = chat.begin();
                ChatPlace place = ChatPlace.claim(file)) {
            for (int turn = 0; turn < 12; turn++) {
                say(branches, "turn " + turn);
                if (turn == 9) {
                    branches.fork("other");
                    branches.switchTo("main");
                }
            }
            assertTrue(branches.current().chat().conversation().forgotten() > 0, "nothing was forgotten");
            chat.save(place, branches, CacheLimits.NONE);
            try (Branches loaded = chat.load(file).branches()) {
                for (String name : new String[] {"main", "other"}) {
                    branches.switchTo(name);
                    loaded.switchTo(name);
                    assertArrayEquals(
                            session(branches).tokens(), session(loaded).tokens(), name);
                    assertEquals(0, session(loaded).processedTokens());
                    assertArrayEquals(say(branches, "go on"), say(loaded, "go on"), name);
                    assertTrue(session(loaded).processedTokens() < 60, "only what is new was read");
                }
            }
        }
    }

    @Test
    void whatIsSavedOfTheBeginningAloneIsReadAgain() throws IOException {
        Path file = folder.resolve("saved.chat");
        try (SmallChat chat = SmallChat.sliding(folder);
                Branches branches = chat.begin();
                ChatPlace place = ChatPlace.claim(file)) {
            for (int turn = 0; turn < 4; turn++) {
                say(branches, "turn " + turn);
            }
            long bytes = 50 * chat.model().engine().cellBytes();
            chat.save(place, branches, new CacheLimits(bytes, CacheLimits.NONE.nanos()));
            try (Branches loaded = chat.load(file).branches()) {
                assertEquals(0, session(loaded).length(), "of 50 tokens the window is not there");
                assertArrayEquals(say(branches, "go on"), say(loaded, "go on"));
            }
        }
    }
}
