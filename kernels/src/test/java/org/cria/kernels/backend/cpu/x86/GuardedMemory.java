package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Memory between two pages that nobody may touch: whatever reads a byte outside ends the process. */
final class GuardedMemory {
    private static final long PAGE = 65_536;
    private static final MethodHandle MPROTECT = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("mprotect"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment pages;

    /** @param most bytes that are needed at most */
    GuardedMemory(long most) throws Throwable {
        long size = (most + PAGE - 1) / PAGE * PAGE;
        // Both guards are given back readable when the process ends, with everything else.
        pages = arena.allocate(size + 2 * PAGE, PAGE);
        protect(pages.asSlice(0, PAGE));
        protect(pages.asSlice(PAGE + size, PAGE));
    }

    private static void protect(MemorySegment page) throws Throwable {
        if ((int) MPROTECT.invokeExact(page, page.byteSize(), 0) != 0) {
            throw new IllegalStateException("mprotect failed");
        }
    }

    /** So many bytes right before the last guard. */
    MemorySegment atTheEnd(long bytes) {
        return pages.asSlice(pages.byteSize() - PAGE - bytes, bytes);
    }

    /** So many bytes right after the first guard. */
    MemorySegment atTheBeginning(long bytes) {
        return pages.asSlice(PAGE, bytes);
    }
}
