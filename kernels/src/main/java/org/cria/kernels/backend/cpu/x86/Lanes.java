package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * The vector registers of a kernel: sums of all rows of activations, the numbers of a group of eight blocks, one lane each, registers of a
 * format's own, some for short use, and the rest for constants.
 */
final class Lanes {
    private static final int OWN = 2;
    private static final int TEMPORARY = 6;
    private static final int PARTS = 4;

    private final Assembler a;
    private final InstructionSet set;
    private final Constants constants;
    private final int tokens;
    private final Vec[] order = new Vec[2];
    private int nextConstant;

    /** @param tokens rows of activations */
    Lanes(Assembler a, InstructionSet set, Constants constants, int tokens) {
        this.a = a;
        this.set = set;
        this.constants = constants;
        this.tokens = tokens;
        this.nextConstant = wide() ? 31 : 15;
        for (int half = 0; half < order.length && wide(); half++) {
            int first = 4 * half;
            order[half] = index(Constants.ints(b -> first + b / 2 % 4 + b % 2 * 8));
        }
    }

    Assembler assembler() {
        return a;
    }

    InstructionSet set() {
        return set;
    }

    boolean wide() {
        return set == InstructionSet.AVX512;
    }

    int bytes() {
        return wide() ? 64 : 32;
    }

    /** The sums of a row of activations, eight parts. */
    Vec sum(int token) {
        return Vec.ymm(token);
    }

    /** What the sums of eight blocks are multiplied with. */
    Vec d() {
        return Vec.ymm(tokens);
    }

    /** The minima of eight blocks, or of their first halves. */
    Vec minima() {
        return Vec.ymm(tokens + 1);
    }

    /** One of two registers of the format's own, which keep their values while a group is multiplied. */
    Vec own(int number) {
        return vector(tokens + 2 + number);
    }

    /** One of six registers for a moment. */
    Vec temporary(int number) {
        return vector(tokens + 2 + OWN + number);
    }

    /** The temporary register that is free while levels are unpacked. */
    Vec free() {
        return temporary(wide() ? 5 : 3);
    }

    /** Where levels stay while several rows of activations are multiplied with them; wide only. */
    Vec part(int number) {
        return vector(tokens + 2 + OWN + TEMPORARY + number);
    }

    private Vec vector(int number) {
        return new Vec(number, bytes(), 0, false);
    }

    /** Which of 16 sums belong to eight blocks in order: their first halves (0) and their second ones (1), see {@link BlockSums#order}. */
    Vec order(int half) {
        return order[half];
    }

    /** A constant that must be in a register. Only before the code of the rows. */
    Vec index(byte[] vector) {
        if (!registerLeft()) {
            throw new IllegalStateException("no register is left for a constant");
        }
        Vec register = vector(nextConstant--);
        a.vmovdqu(register, constants.add(vector));
        return register;
    }

    /** A register that keeps what a format writes to it while a group is multiplied. Only before the code of the rows. */
    Vec kept() {
        if (!registerLeft()) {
            throw new IllegalStateException("no register is left for numbers of a format");
        }
        return vector(nextConstant--);
    }

    /** A constant: in a register if one is left, else in memory. Only before the code of the rows. */
    Operand constant(byte[] vector) {
        return registerLeft() ? index(vector) : constants.add(vector);
    }

    /** A constant in memory, for what is used seldom. */
    Operand inMemory(byte[] vector) {
        return constants.add(vector);
    }

    private boolean registerLeft() {
        int used = tokens + 2 + OWN + TEMPORARY + (wide() && tokens > 1 ? PARTS : 0);
        return nextConstant >= used;
    }
}
