package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Set;

/**
 * Memory for machine code, through the C library of Linux and macOS or {@link WindowsMemory}: mapped writable, written, then made executable
 * and never writable again. It stays until the process ends.
 */
sealed interface CodeMemory {
    /** Code that can be called at its beginning, or at any place of it that was made for that. */
    record Executable(MemorySegment code) implements CodeMemory {}

    /** @param reason why this system does not run such code, for people */
    record Refused(String reason) implements CodeMemory {}

    /** Makes the code executable. */
    static CodeMemory map(byte[] code) {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        String name = system.getName();
        boolean windows = name.startsWith("Windows");
        int anonymous = name.equals("Linux") ? 0x20 : name.startsWith("Mac") ? 0x1000 : 0;
        if ((anonymous == 0 && !windows) || !Set.of("amd64", "x86_64").contains(system.getArch())) {
            return new Refused("assembled kernels need Linux, macOS or Windows on a 64-bit x86 processor, this is "
                    + name + " on " + system.getArch());
        }
        try {
            return windows ? new WindowsMemory().map(code) : new Library(anonymous).map(code);
        } catch (RuntimeException | LinkageError e) {
            return new Refused("memory for machine code cannot be had from the system: " + e);
        }
    }

    /** The two functions of the C library. */
    final class Library {
        private static final int READ = 1;
        private static final int WRITE = 2;
        private static final int EXECUTE = 4;
        private static final int PRIVATE = 2;
        private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
        private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
        private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

        private final int anonymous;
        private final MethodHandle mmap =
                function("mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, LONG, INT, INT, INT, LONG));
        private final MethodHandle mprotect = function("mprotect", FunctionDescriptor.of(INT, ADDRESS, LONG, INT));

        private Library(int anonymous) {
            this.anonymous = anonymous;
        }

        private static MethodHandle function(String name, FunctionDescriptor type) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
        }

        private CodeMemory map(byte[] code) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                MemorySegment memory = (MemorySegment) mmap.invokeExact(
                        state, MemorySegment.NULL, (long) code.length, READ | WRITE, PRIVATE | anonymous, -1, 0L);
                if (memory.address() == -1) {
                    return refused("mmap", state);
                }
                MemorySegment mapped = memory.reinterpret(code.length);
                MemorySegment.copy(code, 0, mapped, ValueLayout.JAVA_BYTE, 0, code.length);
                int failed = (int) mprotect.invokeExact(state, mapped, (long) code.length, READ | EXECUTE);
                return failed == 0 ? new Executable(mapped.asReadOnly()) : refused("mprotect", state);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private static CodeMemory refused(String function, MemorySegment state) {
            return new Refused("the system does not let this process make memory executable (" + function
                    + " failed with error " + (int) ERRNO.get(state, 0L) + ")");
        }
    }
}
