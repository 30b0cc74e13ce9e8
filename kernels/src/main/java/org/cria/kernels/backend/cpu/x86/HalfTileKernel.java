package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;
import static org.cria.kernels.backend.cpu.x86.asm.Vec.zmm;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Mem;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * Rows of weights in 16 bits times tokens in f32. A sum has one accumulator per lane, over all columns in order, then the upper lanes are added
 * to the lower ones until one is left. Twelve sums, four rows by three tokens, fit AVX2's registers beside what they are made of.
 *
 * <p>Rows lie as in the file, or, for many tokens, side by side: eight columns of each of four rows in turn. Rows that are a power of two of
 * bytes apart share few places of the first-level cache (34 GFLOP/s on one core of a Zen 3, and 87 side by side).
 *
 * <p>Arguments: weights; the first token's activations; the first token's sums; steps of a vector's lanes, at least 1 | bytes from row to row ·
 * 2³²; bytes from token to token; bytes from a token's sums to the next one's.
 */
final class HalfTileKernel {
    static final int MOST_ROWS = 4;
    static final int MOST_TOKENS = 3;
    /** Columns that rows side by side have in turn. */
    static final int TURN = 8;

    private static final Gpr[] ROWS = {Registers.ADDRESS, Gpr.RAX, Gpr.R10, Gpr.R11};
    private static final Gpr[] TOKENS = {Registers.IN, Gpr.RBX, Gpr.R12};
    private static final Gpr OUT = Registers.OUT;
    private static final Gpr COUNT = Registers.FIRST;
    private static final Gpr TOKEN_STRIDE = Registers.SECOND;
    private static final Gpr OUT_STRIDE = Registers.THIRD;
    private static final Gpr ROW_STRIDE = Gpr.R13;
    /** The rows after these, which are asked for meanwhile. */
    private static final Gpr AHEAD = ROW_STRIDE;
    /** Columns so far. */
    private static final Gpr COLUMN = Gpr.RBP;

    private static final Gpr[] KEPT = {Gpr.RBX, Gpr.RBP, Gpr.R12, Gpr.R13};

    private final Assembler a = new Assembler();
    private final boolean brain;
    private final boolean wide;
    private final boolean sideBySide;
    private final int rows;
    private final int tokens;

    private HalfTileKernel(boolean brain, boolean wide, boolean sideBySide, int rows, int tokens) {
        this.brain = brain;
        this.wide = wide;
        this.sideBySide = sideBySide;
        this.rows = rows;
        this.tokens = tokens;
    }

    /**
     * Code.
     *
     * @param brain whether weights are upper halves of floats (BF16) and not fp16
     * @param wide whether vectors have 512 bits
     * @param sideBySide whether rows lie so; not with wide vectors
     */
    static byte[] assemble(boolean brain, boolean wide, boolean sideBySide, int rows, int tokens) {
        HalfTileKernel kernel = new HalfTileKernel(brain, wide, sideBySide, rows, tokens);
        kernel.all();
        return kernel.a.bytes();
    }

    /**
     * Code for one token, with vectors of 512 bits: a row after the other, and nothing is asked for early, which is what the processor foresees
     * best. Arguments: weights; activations; sums; as of {@link #assemble}; rows, at least 1; –.
     */
    static byte[] rowByRow(boolean brain) {
        HalfTileKernel kernel = new HalfTileKernel(brain, true, false, 1, 1);
        kernel.allRows();
        return kernel.a.bytes();
    }

    /** Code that brings rows side by side. Arguments: the first row; –; out; turns of columns, at least 1; bytes from row to row; –. */
    static byte[] exchange(int rows) {
        Assembler a = new Assembler();
        for (int r = 1; r < rows; r++) {
            a.lea(ROWS[r], ROWS[r - 1].at(Registers.SECOND, 1, 0));
        }
        Label step = new Label();
        a.bind(step);
        for (int r = 0; r < rows; r++) {
            a.vmovdqu(ymm(r).x(), ROWS[r].at(0));
            a.vmovdqu(OUT.at(TURN * Short.BYTES * r), ymm(r).x());
            a.add(ROWS[r], TURN * Short.BYTES);
        }
        a.add(OUT, TURN * Short.BYTES * MOST_ROWS);
        a.sub(COUNT, 1);
        a.jne(step);
        a.vzeroupper();
        a.ret();
        return a.bytes();
    }

    private void all() {
        for (Gpr kept : KEPT) {
            a.push(kept);
        }
        NumberPair.split(a, COUNT, ROW_STRIDE);
        for (int r = 1; r < rows; r++) {
            a.lea(ROWS[r], ROWS[r - 1].at(ROW_STRIDE, 1, 0));
        }
        for (int t = 1; t < tokens; t++) {
            a.lea(TOKENS[t], TOKENS[t - 1].at(TOKEN_STRIDE, 1, 0));
        }
        a.mov(COLUMN, 0);
        a.shl(AHEAD, 2);
        a.add(AHEAD, ROWS[0]);
        for (int t = 0; t < tokens; t++) {
            for (int r = 0; r < rows; r++) {
                a.vpxor(sum(r, t).y(), sum(r, t).y(), sum(r, t).y());
            }
        }
        Label step = new Label();
        a.align(64);
        a.bind(step);
        step();
        a.add(COLUMN, wide ? 16 : 8);
        a.sub(COUNT, 1);
        a.jne(step);
        for (int t = 0; t < tokens; t++) {
            addLanes(t);
            store();
            a.add(OUT, OUT_STRIDE);
        }
        for (int i = KEPT.length; i-- > 0; ) {
            a.pop(KEPT[i]);
        }
        a.vzeroupper();
        a.ret();
    }

    private void allRows() {
        Gpr left = ROWS[1];
        a.push(COLUMN);
        a.push(ROW_STRIDE);
        NumberPair.split(a, COUNT, ROW_STRIDE);
        Label row = new Label();
        a.bind(row);
        a.mov(COLUMN, 0);
        a.mov(left, COUNT);
        a.vpxor(sum(0, 0).y(), sum(0, 0).y(), sum(0, 0).y());
        Label step = new Label();
        a.align(64);
        a.bind(step);
        multiply();
        a.add(COLUMN, 16);
        a.sub(left, 1);
        a.jne(step);
        addLanes(0);
        store();
        a.add(OUT, Float.BYTES);
        a.add(ROWS[0], ROW_STRIDE);
        a.sub(TOKEN_STRIDE, 1);
        a.jne(row);
        a.pop(ROW_STRIDE);
        a.pop(COLUMN);
        a.vzeroupper();
        a.ret();
    }

    private void step() {
        for (int line = 0; line < (wide ? 2 : 1) && !sideBySide; line++) {
            a.prefetcht0(AHEAD.at(COLUMN, 8, 64 * line));
        }
        multiply();
    }

    private void multiply() {
        for (int t = 0; t < tokens; t++) {
            a.vmovdqu(activations(t), TOKENS[t].at(COLUMN, 4, 0));
        }
        Vec weights = register(15);
        for (int r = 0; r < rows; r++) {
            Mem source = sideBySide ? ROWS[0].at(COLUMN, 8, TURN * Short.BYTES * r) : ROWS[r].at(COLUMN, 2, 0);
            if (brain) {
                a.vpmovsxwd(weights, source);
                a.vpslld(weights, weights, Short.SIZE);
            } else {
                a.vcvtph2ps(weights, source);
            }
            for (int t = 0; t < tokens; t++) {
                a.vfmadd231ps(sum(r, t), weights, activations(t));
            }
        }
    }

    /** Leaves a token's sums of four rows in register 15; of rows that are missing, any. */
    private void addLanes(int token) {
        Vec[] sums = new Vec[MOST_ROWS];
        for (int r = 0; r < rows; r++) {
            if (wide) {
                a.vextracti64x4(ymm(15), sum(r, token), 1);
                a.vaddps(sum(r, token).y(), sum(r, token).y(), ymm(15));
            }
        }
        for (int r = 0; r < MOST_ROWS; r++) {
            sums[r] = sum(Math.min(r, rows - 1), token).y();
        }
        for (int pair = 0; pair < 2; pair++) {
            a.vperm2i128(ymm(14), sums[2 * pair], sums[2 * pair + 1], 0x20);
            a.vperm2i128(ymm(15), sums[2 * pair], sums[2 * pair + 1], 0x31);
            a.vaddps(ymm(12 + pair), ymm(14), ymm(15));
        }
        halve(ymm(12), ymm(13), 0x44, 0xEE);
        halve(ymm(12), ymm(12), 0x88, 0xDD);
        a.vextracti128(ymm(13).x(), ymm(12), 1);
        a.vpunpckldq(ymm(15).x(), ymm(12).x(), ymm(13).x());
    }

    private void halve(Vec first, Vec second, int some, int others) {
        a.vshufps(ymm(14), first, second, some);
        a.vshufps(ymm(15), first, second, others);
        a.vaddps(first, ymm(14), ymm(15));
    }

    private void store() {
        Vec sums = ymm(15).x();
        switch (rows) {
            case 1 -> a.vmovd(OUT.at(0), sums);
            case 2 -> a.vmovq(OUT.at(0), sums);
            case 3 -> {
                a.vmovq(OUT.at(0), sums);
                a.vpshufd(sums, sums, 0xEE);
                a.vmovd(OUT.at(2 * Float.BYTES), sums);
            }
            default -> a.vmovdqu(OUT.at(0), sums);
        }
    }

    private Vec sum(int row, int token) {
        return register(row * MOST_TOKENS + token);
    }

    private Vec activations(int token) {
        return register(MOST_ROWS * MOST_TOKENS + token);
    }

    private Vec register(int number) {
        return wide ? zmm(number) : ymm(number);
    }
}
