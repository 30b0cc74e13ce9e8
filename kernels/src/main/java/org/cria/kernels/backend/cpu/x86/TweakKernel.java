package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;
import static org.cria.kernels.backend.cpu.x86.asm.Vec.zmm;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * Adds some rows in fp16, each times a number, to sums: 32 sums stay in registers while the rows go by in order. Rows lie in pieces of 32
 * values, the pieces for the same sums one after the other, so that all is read as it lies.
 *
 * <p>Arguments: the first row's piece for the first sums; the numbers; the sums; pieces of a row, at least 1; rows, at least 1; –.
 */
final class TweakKernel {
    /** Values of a piece. */
    static final int PIECE = 32;

    private static final Gpr ROWS = Registers.ADDRESS;
    private static final Gpr SUMS = Registers.OUT;
    private static final Gpr NUMBER = Gpr.R10;
    private static final Gpr LEFT = Gpr.R11;
    /** Bytes to what is asked for early. */
    private static final int AHEAD = 2048;

    private TweakKernel() {}

    /** @param wide whether vectors have 512 bits */
    static byte[] assemble(boolean wide) {
        Assembler a = new Assembler();
        int lanes = wide ? 16 : 8;
        int vectors = PIECE / lanes;
        Label piece = new Label();
        Label row = new Label();
        a.bind(piece);
        a.mov(NUMBER, Registers.IN);
        a.mov(LEFT, Registers.SECOND);
        for (int v = 0; v < vectors; v++) {
            a.vmovdqu(register(wide, v), SUMS.at(Float.BYTES * lanes * v));
        }
        a.align(32);
        a.bind(row);
        a.prefetcht0(ROWS.at(AHEAD));
        a.vbroadcastss(register(wide, 8), NUMBER.at(0));
        for (int v = 0; v < vectors; v++) {
            Vec values = register(wide, 9 + v);
            a.vcvtph2ps(values, ROWS.at(Short.BYTES * lanes * v));
            a.vfmadd231ps(register(wide, v), values, register(wide, 8));
        }
        a.add(ROWS, Short.BYTES * PIECE);
        a.add(NUMBER, Float.BYTES);
        a.sub(LEFT, 1);
        a.jne(row);
        for (int v = 0; v < vectors; v++) {
            a.vmovdqu(SUMS.at(Float.BYTES * lanes * v), register(wide, v));
        }
        a.add(SUMS, Float.BYTES * PIECE);
        a.sub(Registers.FIRST, 1);
        a.jne(piece);
        a.vzeroupper();
        a.ret();
        return a.bytes();
    }

    private static Vec register(boolean wide, int number) {
        return wide ? zmm(number) : ymm(number);
    }
}
