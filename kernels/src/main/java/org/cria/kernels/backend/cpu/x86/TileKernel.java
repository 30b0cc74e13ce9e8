package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.zmm;

import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Mem;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * A panel of 16 rows times a few tokens, AVX-512: a lane is a row, four activations of a token are broadcast. Each token has a vector of
 * integers for a block and one of the sums of a part; parts are kept on the stack and added at the end.
 *
 * <p>Arguments: panel; activations of the first token; out, [16] for each token; groups of 256 columns, at least 1; bytes from token to token
 * in out; bytes from group to group of activations.
 */
final class TileKernel {
    private static final Gpr PANEL = Registers.ADDRESS;
    private static final Gpr OUT = Registers.OUT;
    private static final Gpr GROUPS = Registers.FIRST;
    private static final Gpr OUT_STRIDE = Registers.SECOND;
    private static final Gpr STRIDE = Registers.THIRD;
    /** The part's place among a group's eight blocks, times 4, 8 and 32 bytes. */
    private static final Gpr NUMBERS = Gpr.RAX;

    private static final Gpr HALVES = Gpr.R10;
    private static final Gpr BYTES = Gpr.R11;
    private static final Gpr COUNT = Gpr.RBX;
    private static final Gpr PART = Gpr.R12;
    private static final Gpr PARTS = Gpr.R13;
    /** What is asked for while this is multiplied: the rows that will be unpacked next, if any. */
    private static final Gpr NEXT = Gpr.R14;

    private static final int VECTOR = PanelLayout.VECTOR;
    private static final int LINE = 64;
    private static final int WORDS = ByteActivations.BLOCK / Integer.BYTES;

    private final Assembler a;
    private final PanelLayout layout;
    private final int tokens;

    private TileKernel(Assembler a, PanelLayout layout, int tokens) {
        this.a = a;
        this.layout = layout;
        this.tokens = tokens;
    }

    static byte[] assemble(Levels levels, int tokens) {
        Assembler a = new Assembler();
        a.push(COUNT);
        a.push(PART);
        a.push(PARTS);
        a.push(NEXT);
        a.push(Gpr.RBP);
        a.mov(Gpr.RBP, Gpr.RSP);
        a.sub(Gpr.RSP, ByteActivations.BLOCKS * tokens * VECTOR);
        a.and(Gpr.RSP, -VECTOR);
        new TileKernel(a, new PanelLayout(levels, InstructionSet.AVX512), tokens).parts();
        a.mov(Gpr.RSP, Gpr.RBP);
        a.pop(Gpr.RBP);
        a.pop(NEXT);
        a.pop(PARTS);
        a.pop(PART);
        a.pop(COUNT);
        a.vzeroupper();
        a.ret();
        return a.bytes();
    }

    private void parts() {
        Label part = new Label();
        Label block = new Label();
        a.mov(NEXT, PANEL.at(0));
        a.add(PANEL, PanelLayout.START);
        a.mov(PART, 0);
        a.mov(PARTS, Gpr.RSP);
        a.bind(part);
        a.lea(NUMBERS, Registers.IN.at(PART, 4, 0));
        a.lea(HALVES, Registers.IN.at(PART, 8, 0));
        a.mov(BYTES, PART);
        a.shl(BYTES, Integer.numberOfTrailingZeros(ByteActivations.BLOCK));
        a.add(BYTES, Registers.IN);
        for (int t = 0; t < tokens; t++) {
            a.vpxor(sum(t).y(), sum(t).y(), sum(t).y());
        }
        a.mov(COUNT, GROUPS);
        a.align(VECTOR);
        a.bind(block);
        if (layout.levels().halves()) {
            halves();
        } else {
            block();
        }
        askForNext();
        a.add(PANEL, layout.blockBytes());
        a.add(NUMBERS, STRIDE);
        a.add(HALVES, STRIDE);
        a.add(BYTES, STRIDE);
        a.sub(COUNT, 1);
        a.jne(block);
        for (int t = 0; t < tokens; t++) {
            a.vmovdqu(PARTS.at(VECTOR * t), sum(t));
        }
        a.add(PARTS, VECTOR * tokens);
        a.add(PART, 1);
        a.cmp(PART, ByteActivations.BLOCKS);
        a.jne(part);
        for (int t = 0; t < tokens; t++) {
            addParts(t);
        }
    }

    /**
     * Asks for a block's share of the next rows: from memory they take as long as their products. They go to the second-level cache, since the
     * first has no room for them beside the panel: on Zen 4 they were lost from it, see docs/performance.md, Eight texts at once.
     */
    private void askForNext() {
        Label nothing = new Label();
        a.test(NEXT, NEXT);
        a.je(nothing);
        int bytes = PanelLayout.ROWS * layout.levels().groupBytes() / ByteActivations.BLOCKS;
        int lines = Math.ceilDiv(bytes, LINE);
        for (int line = 0; line < lines; line++) {
            a.prefetcht1(NEXT.at(LINE * line));
        }
        a.add(NEXT, LINE * lines);
        a.bind(nothing);
    }

    private void block() {
        count(ByteActivations.COUNTS, NUMBERS);
        products(0, WORDS);
        Vec d = zmm(26);
        Vec minimum = zmm(27);
        a.vmovdqu(d, PANEL.at(PanelLayout.D));
        if (layout.levels().minima()) {
            a.vmovdqu(minimum, PANEL.at(layout.minimum()));
        }
        for (int t = 0; t < tokens; t++) {
            a.vcvtdq2ps(integer(t), integer(t));
            a.vmulps(integer(t), integer(t), d);
            a.vfmadd231ps(sum(t), integer(t), number(t, ByteActivations.SCALES));
            if (layout.levels().minima()) {
                a.vfnmadd231ps(sum(t), minimum, number(t, ByteActivations.SUMS));
            }
        }
    }

    /** Sums of halves are multiplied with their scales in f32, where such a number is exact: it is below 2²⁴. */
    private void halves() {
        Vec scale = zmm(26);
        for (int half = 0; half < 2; half++) {
            count(ByteActivations.HALF_COUNTS + Integer.BYTES * half, HALVES);
            products(half * WORDS / 2, (half + 1) * WORDS / 2);
            a.vmovdqu(scale, PANEL.at(layout.scales() + VECTOR * half));
            for (int t = 0; t < tokens; t++) {
                a.vcvtdq2ps(integer(t), integer(t));
                if (half == 0) {
                    a.vmulps(scaled(t), integer(t), scale);
                } else {
                    a.vfmadd231ps(scaled(t), integer(t), scale);
                }
            }
        }
        Vec d = zmm(27);
        a.vmovdqu(d, PANEL.at(PanelLayout.D));
        for (int t = 0; t < tokens; t++) {
            a.vmulps(scaled(t), scaled(t), d);
            a.vfmadd231ps(sum(t), scaled(t), number(t, ByteActivations.SCALES));
        }
        for (int half = 0; half < 2 && layout.levels().minima(); half++) {
            Vec minimum = zmm(28 + half);
            a.vmovdqu(minimum, PANEL.at(layout.minimum() + VECTOR * half));
            for (int t = 0; t < tokens; t++) {
                int field = ByteActivations.HALF_SUMS + ByteActivations.SECOND_HALVES * half;
                a.vfnmadd231ps(sum(t), minimum, number(t, field));
            }
        }
    }

    /** Sums of integers begin with what levels are too large by. */
    private void count(int field, Gpr base) {
        for (int t = 0; t < tokens; t++) {
            a.vpbroadcastd(integer(t), base.at(ByteActivations.GROUP_BYTES * t + field));
        }
    }

    private void products(int from, int to) {
        for (int word = from; word < to; word++) {
            Vec weights = zmm(24 + word % 2);
            a.vmovdqu(weights, PANEL.at(VECTOR * word));
            for (int t = 0; t < tokens; t++) {
                Mem four = BYTES.at(ByteActivations.GROUP_BYTES * t + Integer.BYTES * word);
                a.vpdpbusd(integer(t), weights, four.toAllLanes());
            }
        }
    }

    /** In the order of {@link org.cria.kernels.backend.cpu.bytes.ReferenceProduct}. */
    private void addParts(int token) {
        for (int p = 0; p < 4; p++) {
            a.vmovdqu(zmm(p), part(p, token));
            a.vaddps(zmm(p), zmm(p), part(p + 4, token));
        }
        a.vaddps(zmm(0), zmm(0), zmm(2));
        a.vaddps(zmm(1), zmm(1), zmm(3));
        a.vaddps(zmm(0), zmm(0), zmm(1));
        a.vmovdqu(OUT.at(0), zmm(0));
        a.add(OUT, OUT_STRIDE);
    }

    private Mem part(int part, int token) {
        return Gpr.RSP.at(VECTOR * (part * tokens + token));
    }

    private static Mem number(int token, int field) {
        return NUMBERS.at(ByteActivations.GROUP_BYTES * token + field).toAllLanes();
    }

    private static Vec integer(int token) {
        return zmm(token);
    }

    private Vec sum(int token) {
        return zmm(layout.mostTokens() + token);
    }

    private Vec scaled(int token) {
        return zmm(2 * layout.mostTokens() + token);
    }
}
