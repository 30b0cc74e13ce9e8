package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Mem;

/**
 * Brings lines of floats into panels; AVX2 for all processors.
 *
 * <p>Arguments: –; the first line; its place in the panel; how often, at least 1; bytes from line to line; bytes from row to row of the panel.
 */
final class FloatMoveKernel {
    /** Lines that are turned into columns together, and values of each at a time. */
    static final int BLOCK = 8;

    private static final Gpr IN = Registers.IN;
    private static final Gpr OUT = Registers.OUT;
    private static final Gpr COUNT = Registers.FIRST;
    private static final Gpr STRIDE = Registers.SECOND;
    private static final Gpr PITCH = Registers.THIRD;
    private static final Gpr THRICE = Gpr.RAX;
    private static final Gpr FIFTH = Gpr.R10;

    private final Assembler a = new Assembler();

    private FloatMoveKernel() {}

    /** Code that turns eight values at a time of some lines into columns; columns of lines that are missing repeat the last one. */
    static byte[] across(int lines) {
        FloatMoveKernel kernel = new FloatMoveKernel();
        kernel.turn(lines);
        return kernel.a.bytes();
    }

    /** Code that copies so many values, at least 8, of a line at a time. */
    static byte[] along(int values) {
        Assembler a = new Assembler();
        Label step = new Label();
        a.bind(step);
        for (int at = 0; at < values; at += BLOCK) {
            int from = Math.min(at, values - BLOCK);
            a.vmovdqu(ymm(0), IN.at(Float.BYTES * from));
            a.vmovdqu(OUT.at(Float.BYTES * from), ymm(0));
        }
        a.add(IN, STRIDE);
        a.add(OUT, PITCH);
        a.sub(COUNT, 1);
        a.jne(step);
        a.vzeroupper();
        a.ret();
        return a.bytes();
    }

    private void turn(int lines) {
        a.lea(THRICE, STRIDE.at(STRIDE, 2, 0));
        Label step = new Label();
        a.bind(step);
        a.lea(FIFTH, IN.at(STRIDE, 4, 0));
        for (int line = 0; line < BLOCK; line++) {
            a.vmovdqu(ymm(line), line(Math.min(line, lines - 1)));
        }
        for (int pair = 0; pair < BLOCK; pair += 2) {
            a.vpunpckldq(ymm(8 + pair), ymm(pair), ymm(pair + 1));
            a.vpunpckhdq(ymm(9 + pair), ymm(pair), ymm(pair + 1));
        }
        for (int half = 0; half < 2; half++) {
            int from = 8 + 4 * half;
            int to = 4 * half;
            a.vpunpcklqdq(ymm(to), ymm(from), ymm(from + 2));
            a.vpunpckhqdq(ymm(to + 1), ymm(from), ymm(from + 2));
            a.vpunpcklqdq(ymm(to + 2), ymm(from + 1), ymm(from + 3));
            a.vpunpckhqdq(ymm(to + 3), ymm(from + 1), ymm(from + 3));
        }
        for (int value = 0; value < BLOCK; value++) {
            int selection = value < 4 ? 0x20 : 0x31;
            a.vperm2i128(ymm(8 + value), ymm(value % 4), ymm(4 + value % 4), selection);
            a.vmovdqu(OUT.at(0), ymm(8 + value));
            a.add(OUT, PITCH);
        }
        a.add(IN, Float.BYTES * BLOCK);
        a.sub(COUNT, 1);
        a.jne(step);
        a.vzeroupper();
        a.ret();
    }

    private static Mem line(int number) {
        Gpr base = number < 4 ? IN : FIFTH;
        return switch (number % 4) {
            case 0 -> base.at(0);
            case 1 -> base.at(STRIDE, 1, 0);
            case 2 -> base.at(STRIDE, 2, 0);
            default -> base.at(THRICE, 1, 0);
        };
    }
}
