package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;

/**
 * A piece of assembled code that can be called. All have the same parameters, so one handle serves them all, and the compiler sees a
 * constant. Arguments are in {@link Registers}.
 *
 * @param entry its first instruction
 */
record NativeCode(MemorySegment entry) {
    private static final boolean WINDOWS =
            ManagementFactory.getOperatingSystemMXBean().getName().startsWith("Windows");

    /**
     * Critical: the thread does not tell the JVM that it left Java, which makes a call cost about 10 ns and lets it reach arrays. While it
     * runs no garbage collection can begin, so it must be short.
     */
    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.ofVoid(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.critical(true));

    /** Makes code executable that begins with its entry. */
    static NativeCode map(byte[] code) {
        return map(List.of(code)).getFirst();
    }

    /** Code as this system calls it. */
    static byte[] callable(byte[] code) {
        return WINDOWS ? WindowsCalls.around(code) : code;
    }

    /** Makes several codes executable that begin with their entries, in memory mapped once. */
    static List<NativeCode> map(List<byte[]> codes) {
        Assembler all = new Assembler();
        List<Integer> entries = new ArrayList<>();
        for (byte[] code : codes) {
            all.align(Constants.BYTES);
            entries.add(all.length());
            all.data(callable(code));
        }
        return switch (CodeMemory.map(all.bytes())) {
            case CodeMemory.Executable mapped ->
                entries.stream()
                        .map(at -> new NativeCode(mapped.code().asSlice(at)))
                        .toList();
            case CodeMemory.Refused refused -> throw new IllegalStateException(refused.reason());
        };
    }

    /**
     * Calls it. Nothing checks what it reads and writes: the caller has.
     *
     * @param address of native memory that stays while the call runs
     * @param in native, or an array's
     * @param out native, or an array's
     */
    void call(long address, MemorySegment in, MemorySegment out, long first, long second, long third) {
        try {
            CALL.invokeExact(entry, address, in, out, first, second, third);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
