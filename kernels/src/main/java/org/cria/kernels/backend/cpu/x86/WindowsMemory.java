package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * {@link CodeMemory} of Windows: committed writable, written, then made executable and never writable again (Microsoft, memoryapi.h). No
 * machine of ours has run it, so what runs there is tried first, see {@link Machine#tried}.
 */
final class WindowsMemory {
    private static final int COMMIT_AND_RESERVE = 0x3000;
    private static final int READ_WRITE = 4;
    private static final int EXECUTE_READ = 0x20;
    private static final MemorySegment THIS_PROCESS = MemorySegment.ofAddress(-1);
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle LAST_ERROR = STATE.varHandle(PathElement.groupElement("GetLastError"));

    private final MethodHandle allocate = function(
            "VirtualAlloc",
            FunctionDescriptor.of(
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT));
    private final MethodHandle protect = function(
            "VirtualProtect",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS));
    private final MethodHandle flush = function(
            "FlushInstructionCache",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

    private static MethodHandle function(String name, FunctionDescriptor type) {
        SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32", Arena.global());
        return Linker.nativeLinker()
                .downcallHandle(kernel.findOrThrow(name), type, Linker.Option.captureCallState("GetLastError"));
    }

    CodeMemory map(byte[] code) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment memory = (MemorySegment)
                    allocate.invokeExact(state, MemorySegment.NULL, (long) code.length, COMMIT_AND_RESERVE, READ_WRITE);
            if (memory.address() == 0) {
                return refused("VirtualAlloc", state);
            }
            MemorySegment mapped = memory.reinterpret(code.length);
            MemorySegment.copy(code, 0, mapped, ValueLayout.JAVA_BYTE, 0, code.length);
            MemorySegment before = arena.allocate(ValueLayout.JAVA_INT);
            if ((int) protect.invokeExact(state, mapped, (long) code.length, EXECUTE_READ, before) == 0) {
                return refused("VirtualProtect", state);
            }
            if ((int) flush.invokeExact(state, THIS_PROCESS, mapped, (long) code.length) == 0) {
                return refused("FlushInstructionCache", state);
            }
            return new CodeMemory.Executable(mapped.asReadOnly());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static CodeMemory refused(String function, MemorySegment state) {
        return new CodeMemory.Refused("the system does not let this process make memory executable (" + function
                + " failed with error " + (int) LAST_ERROR.get(state, 0L) + ")");
    }
}
