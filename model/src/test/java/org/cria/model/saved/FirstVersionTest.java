package org.cria.model.saved;

import static org.cria.model.saved.SmallChat.say;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.model.chat.Branches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations of earlier days, in one file with their cache. */
final class FirstVersionTest {
    @TempDir
    Path folder;

    @Test
    void anOldFileGoesOnWithTheSameTokensAndIsKeptInTheNewFormThen() throws Exception {
        Path file = folder.resolve("old.chat");
        try (SmallChat chat = SmallChat.in(folder);
                Branches branches = chat.begin()) {
            branches.current().chat().conversation().pin("be kind");
            say(branches, "hello");
            branches.fork("other");
            say(branches, "left 🦙");
            branches.switchTo("main");
            say(branches, "right");
            FirstVersion.write(file, chat.model(), branches, SmallChat.SETTINGS);
            int[] expected = say(branches, "go on");
            branches.switchTo("other");
            int[] expectedOfOther = say(branches, "go on");

            try (ChatPlace place = ChatPlace.claim(file)) {
                ChatFile.ResumedChat old = new ChatFile(chat.model()).load(place, chat.room());
                try (Branches loaded = old.branches()) {
                    assertEquals(SmallChat.SETTINGS, old.settings());
                    long before = loaded.current().chat().session().processedTokens();
                    assertEquals(0, before, "the cells were in the file");
                    chat.save(place, loaded, CacheLimits.NONE);
                    assertArrayEquals(expected, say(loaded, "go on"));
                }
            }
            assertEquals(5, Files.readAllBytes(file)[11], "the version of the file now");
            try (Branches loaded = chat.load(file).branches()) {
                assertTrue(loaded.current().chat().session().length() > 20, "its cells are beside it");
                assertArrayEquals(expected, say(loaded, "go on"));
                loaded.switchTo("other");
                assertArrayEquals(expectedOfOther, say(loaded, "go on"));
            }
        }
    }
}
