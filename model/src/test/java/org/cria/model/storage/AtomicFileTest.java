package org.cria.model.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void foldersAboveATextAreMade() throws IOException {
        Path file = folder.resolve("a").resolve("b").resolve("text.txt");
        AtomicFile.replace(file, "grüße 🦙\n");
        assertEquals("grüße 🦙\n", Files.readString(file));
    }

    @Test
    void aWriterThatFailsLeavesTheFileAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("kept.txt"), "kept");
        assertThrows(
                IOException.class,
                () -> AtomicFile.replace(file, target -> {
                    target.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                    throw new IOException("the disk is full");
                }));
        assertEquals("kept", Files.readString(file));
        assertArrayEquals(new String[] {"kept.txt"}, names());
    }

    @Test
    void threadsThatWriteOneFileLeaveOneOfTheirTexts() throws Exception {
        Path file = folder.resolve("shared.txt");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> writers = IntStream.range(0, 40)
                    .mapToObj(i -> (Callable<String>) () -> {
                        AtomicFile.replace(
                                file, String.valueOf((char) ('a' + i % 26)).repeat(9_000));
                        return Files.readString(file);
                    })
                    .toList();
            for (Future<String> read : threads.invokeAll(writers)) {
                assertEquals(9_000, read.get().length());
                assertEquals(1, read.get().chars().distinct().count());
            }
        }
        assertArrayEquals(new String[] {"shared.txt"}, names());
    }

    private String[] names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).toArray(String[]::new);
        }
    }
}
