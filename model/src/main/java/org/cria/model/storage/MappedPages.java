package org.cria.model.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Pages of mapped files. */
public final class MappedPages {
    /** As madvise(2) calls it on Linux. */
    private static final int HUGE_PAGES = 14;
    /** Smaller files are read before what a call needs has been set up. */
    private static final long LARGE = 64L << 20;

    private static final boolean LINUX =
            ManagementFactory.getOperatingSystemMXBean().getName().equals("Linux");

    private MappedPages() {}

    /**
     * Maps all of a file, to be read. Linux is asked for pages of 2 MiB: then what the disk gives from now on is kept in such pages, where the file
     * system can, and whoever reads all weights for every token looks up 512 times fewer. What is in memory already stays as it is.
     *
     * @param arena ends the mapping
     * @throws IOException if the file cannot be opened or mapped
     */
    public static MemorySegment map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            if (LINUX && all.byteSize() >= LARGE) {
                // Beside the start, which the first call of the system would take a twentieth of a second longer. Of
                // the segment the
                // address is enough: nobody who ends the mapping meanwhile has to wait, and advice on memory that is
                // gone is refused.
                MemorySegment begin = MemorySegment.ofAddress(all.address());
                long bytes = all.byteSize();
                Thread.ofPlatform().daemon().name("cria-advice").start(() -> adviseHugePages(begin, bytes));
            }
            return all;
        }
    }

    /** @return whether the system takes the advice; nothing depends on it */
    private static boolean adviseHugePages(MemorySegment begin, long bytes) {
        try {
            Linker linker = Linker.nativeLinker();
            return (int) linker.downcallHandle(
                                    linker.defaultLookup().findOrThrow("madvise"),
                                    FunctionDescriptor.of(
                                            ValueLayout.JAVA_INT,
                                            ValueLayout.ADDRESS,
                                            ValueLayout.JAVA_LONG,
                                            ValueLayout.JAVA_INT))
                            .invokeExact(begin, bytes, HUGE_PAGES)
                    == 0;
        } catch (Throwable e) {
            return false;
        }
    }

    /**
     * Lets go of the memory that a part of a file takes; it comes from the file again when it is next read. Nothing happens to what is not
     * mapped.
     *
     * @param part of a file that is mapped to be read
     */
    public static void release(MemorySegment part) {
        if (part.isMapped()) {
            part.unload();
        }
    }
}
