package org.cria.model.saved;

import static org.cria.model.saved.SmallChat.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.model.chat.Branches;
import org.cria.model.storage.PrivateFiles;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may keep a conversation where. */
final class ChatPlaceTest {
    @TempDir
    Path folder;

    private static String refusal(Path file) {
        return String.valueOf(
                assertThrows(CriaException.class, () -> ChatPlace.claim(file).close())
                        .getMessage());
    }

    /** Has a place until it is killed. */
    static final class Claim {
        private Claim() {}

        /** @param arguments the file */
        public static void main(String[] arguments) throws InterruptedException {
            try (ChatPlace place = ChatPlace.claim(Path.of(arguments[0]))) {
                System.out.println(place.file());
                Thread.sleep(60_000);
            }
        }
    }

    @Test
    void twoProcessesCannotHaveTheSamePlaceAndAKilledOneLeavesNoLock() throws Exception {
        Path file = folder.resolve("mine.chat");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Claim.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
            assertEquals(file.toString(), out.readLine());
            assertEquals(
                    file + ": the conversation is open in another chat (process " + other.pid()
                            + "). End that one first, or choose another file.",
                    refusal(file));
        } finally {
            other.destroyForcibly().waitFor(); // SIGKILL
        }
        ChatPlace.claim(file).close();
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count(), "nothing was saved, nothing is left");
        }
    }

    @Test
    void theSamePlaceInTheSameProcessIsRefusedToo() {
        Path file = folder.resolve("mine.chat");
        try (ChatPlace place = ChatPlace.claim(file)) {
            assertTrue(refusal(file).contains("open in another chat"));
            assertTrue(place.isAt(folder.resolve("sub").resolve("..").resolve("mine.chat")));
        }
    }

    @Test
    void whatCannotBeKeptIsSaidBeforeAnythingElse() throws IOException {
        Path missing = folder.resolve("no").resolve("such");
        assertEquals(
                missing.resolve("a.chat") + ": there is no folder " + missing
                        + " for the conversation. Make it, or choose another file.",
                refusal(missing.resolve("a.chat")));
        assertTrue(refusal(folder).contains("this is a folder, expected the name of a file"));
        Path thesis = Files.writeString(folder.resolve("thesis.txt"), "years of work");
        assertTrue(refusal(thesis).contains("would be lost"), refusal(thesis));
        Path notCells = Files.writeString(folder.resolve("b.chat" + ChatPlace.CELLS), "something of value");
        assertTrue(refusal(folder.resolve("b.chat")).contains("the file there is none"));
        assertEquals("something of value", Files.readString(notCells));
    }

    @Test
    void nobodyElseMayReadAConversation() throws IOException {
        Assumptions.assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no such permissions here");
        Path kept = folder.resolve("a").resolve("b");
        PrivateFiles.createFolder(kept);
        Path file = kept.resolve("mine.chat");
        try (SmallChat chat = SmallChat.in(folder);
                Branches branches = chat.begin();
                ChatPlace place = ChatPlace.claim(file)) {
            say(branches, "hello");
            chat.save(place, branches, CacheLimits.NONE);
        }
        for (Path each : new Path[] {folder.resolve("a"), kept}) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
        }
        for (String name : new String[] {"mine.chat", "mine.chat" + ChatPlace.CELLS}) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.resolve(name))));
        }
    }
}
