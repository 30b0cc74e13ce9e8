package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.xmm;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.junit.jupiter.api.Test;

/** What Windows calls, called here by code that does it as Windows does. */
final class WindowsCallsTest {
    private static final int VECTORS = 10;

    @Test
    void argumentsArriveAndTheCallersRegistersStay() {
        assumeTrue(!Machine.here().sets().isEmpty(), Machine.here().reason());
        // [0, 6): the arguments; [6, 26): XMM6 to 15 afterwards; 26 and 27: RDI and RSI
        long[] seen = new long[28];
        long[] vectors = new long[2 * VECTORS];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = 1_000L + i;
        }
        NativeCode.map(caller(WindowsCalls.around(body())))
                .call(17, MemorySegment.ofArray(vectors), MemorySegment.ofArray(seen), 23, 29, 31);
        long[] expected = new long[28];
        expected[0] = 17;
        // 1 and 2 are addresses of arrays.
        expected[3] = 23;
        expected[4] = 29;
        expected[5] = 31;
        System.arraycopy(vectors, 0, expected, 6, vectors.length);
        expected[26] = 26;
        expected[27] = 27;
        seen[1] = 0;
        seen[2] = 0;
        assertArrayEquals(expected, seen);
    }

    /** Writes its arguments down, and leaves nothing in the registers that it may change. */
    private static byte[] body() {
        Assembler a = new Assembler();
        Gpr[] arguments = {
            Registers.ADDRESS, Registers.IN, Registers.OUT, Registers.FIRST, Registers.SECOND, Registers.THIRD
        };
        for (int i = 0; i < arguments.length; i++) {
            a.mov(Registers.OUT.at(8 * i), arguments[i]);
        }
        for (int i = 0; i < 16; i++) {
            a.vpxor(xmm(i), xmm(i), xmm(i));
        }
        for (Gpr changed : new Gpr[] {Gpr.RAX, Gpr.RCX, Gpr.RDX, Gpr.RSI, Gpr.RDI, Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R11}) {
            a.mov(changed, 99);
        }
        a.ret();
        return a.bytes();
    }

    /** Passes its own arguments on as Windows does, and writes down what registers hold afterwards that must be kept. */
    private static byte[] caller(byte[] called) {
        Assembler a = new Assembler();
        Label target = new Label();
        a.push(Gpr.RBX);
        a.mov(Gpr.RBX, Registers.OUT);
        for (int i = 0; i < VECTORS; i++) {
            a.vmovdqu(xmm(6 + i), Registers.IN.at(16 * i));
        }
        a.push(Registers.THIRD);
        a.push(Registers.SECOND);
        a.mov(Gpr.R9, Registers.FIRST);
        a.mov(Gpr.R8, Registers.OUT);
        a.mov(Gpr.RDX, Registers.IN);
        a.mov(Gpr.RCX, Registers.ADDRESS);
        a.mov(Gpr.RDI, 26);
        a.mov(Gpr.RSI, 27);
        a.sub(Gpr.RSP, 32);
        a.call(target);
        a.add(Gpr.RSP, 48);
        for (int i = 0; i < VECTORS; i++) {
            a.vmovdqu(Gpr.RBX.at(8 * 6 + 16 * i), xmm(6 + i));
        }
        a.mov(Gpr.RBX.at(8 * 26), Gpr.RDI);
        a.mov(Gpr.RBX.at(8 * 27), Gpr.RSI);
        a.pop(Gpr.RBX);
        a.ret();
        a.align(Constants.BYTES);
        a.bind(target);
        a.data(called);
        return a.bytes();
    }
}
