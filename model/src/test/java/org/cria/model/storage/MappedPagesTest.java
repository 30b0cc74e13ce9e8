package org.cria.model.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MappedPagesTest {
    /** Large enough to be worth large pages; a hole in the file takes no room on the disk. */
    private static final long LARGE = (64L << 20) + 5;

    @TempDir
    private Path folder;

    @Test
    void linuxIsAskedForLargePagesOfALargeFile() throws Exception {
        assumeTrue(
                Files.exists(Path.of("/sys/kernel/mm/transparent_hugepage/enabled")),
                "this system has no transparent huge pages");
        Path file = hole("weights.gguf", LARGE);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment all = MappedPages.map(file, arena);
            assertEquals(LARGE, all.byteSize());
            assertEquals(7, all.get(ValueLayout.JAVA_BYTE, LARGE - 1));
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!flags(file).contains(" hg") && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            assertTrue(flags(file).contains(" hg"), flags(file));
        }
    }

    @Test
    void aMappingMayEndAtOnce() throws IOException {
        Path file = hole("weights.gguf", LARGE);
        for (int i = 0; i < 20; i++) {
            try (Arena arena = Arena.ofShared()) {
                assertEquals(LARGE, MappedPages.map(file, arena).byteSize());
            }
        }
    }

    private Path hole(String name, long bytes) throws IOException {
        Path file = folder.resolve(name);
        try (RandomAccessFile writing = new RandomAccessFile(file.toFile(), "rw")) {
            writing.seek(bytes - 1);
            writing.write(7);
        }
        return file;
    }

    /** What the system notes of a mapping, as proc(5) calls it. */
    private static String flags(Path file) throws IOException {
        boolean of = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.endsWith(file.toString())) {
                of = true;
            } else if (of && line.startsWith("VmFlags:")) {
                return line;
            }
        }
        return "";
    }
}
