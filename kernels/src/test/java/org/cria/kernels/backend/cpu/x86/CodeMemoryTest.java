package org.cria.kernels.backend.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.junit.jupiter.api.Test;

/** Code is never writable while it can run. */
final class CodeMemoryTest {
    private static final Path MAPS = Path.of("/proc/self/maps");

    @Test
    void codeIsExecutableAndNotWritable() throws IOException {
        assumeTrue(!Machine.here().sets().isEmpty(), Machine.here().reason());
        assumeTrue(Files.exists(MAPS), "there is no " + MAPS);
        Assembler a = new Assembler();
        a.ret();
        MemorySegment code = assertInstanceOf(CodeMemory.Executable.class, CodeMemory.map(a.bytes()))
                .code();
        assertEquals("r-xp", permissions(code.address()));
        assertThrows(IllegalArgumentException.class, () -> code.set(ValueLayout.JAVA_BYTE, 0, (byte) 0));
        new NativeCode(code).call(0, MemorySegment.NULL, MemorySegment.NULL, 0, 0, 0);
    }

    private static String permissions(long address) throws IOException {
        try (var lines = Files.lines(MAPS)) {
            return lines.map(line -> line.split(" ", 3))
                    .filter(parts -> contains(parts[0].split("-", 2), address))
                    .map(parts -> parts[1])
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean contains(String[] ends, long address) {
        return Long.parseUnsignedLong(ends[0], 16) <= address && address < Long.parseUnsignedLong(ends[1], 16);
    }
}
