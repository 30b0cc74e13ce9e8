package org.cria.kernels.backend.cpu.x86;

import java.util.function.Function;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * Rows of weights as they lie in the file times one row of activations, or a few: decode's product. A group of eight blocks of weights at a
 * time, whose sums are the lanes of a vector, as {@link org.cria.kernels.backend.cpu.bytes.ReferenceProduct} wants them.
 *
 * <p>Arguments: weights of the first row; activations, for each group those of all tokens; out [rows, tokens] f32; rows, at least 1; blocks of
 * 32 columns; bytes from group to group of activations.
 */
final class RowKernel {
    private static final Gpr W = Registers.ADDRESS;
    private static final Gpr OUT = Registers.OUT;
    private static final Gpr ROWS = Registers.FIRST;
    private static final Gpr GROUPS = Registers.SECOND;
    private static final Gpr STRIDE = Registers.THIRD;
    /** Blocks after the last full group. */
    private static final Gpr REST = Gpr.R12;

    private static final Gpr X = Gpr.RAX;
    private static final Gpr COUNT = Gpr.R11;
    private static final Gpr CONSTANTS = Gpr.R10;
    private static final Gpr PLACE = Gpr.RBX;
    /**
     * How far ahead of the weights a cache line is asked for. On one core of a Xeon (Emerald Rapids) Q4_K came from memory at 7.7 GB/s without,
     * 9.6, 10.8, 11.2 and 10.8 with 1, 2, 4 and 8 KiB, AVX2 the same; plain reading gives 12.
     */
    private static final int AHEAD_BYTES = 4096;

    /** Loads at the end of a padded group stay within it. */
    private static final int LINE = 64;

    private final Assembler a;
    private final int tokens;
    private final Lanes lanes;
    private final Unpacking weights;
    private final Levels levels;
    private final GroupProduct product;

    private RowKernel(
            Assembler a, InstructionSet set, Constants constants, Function<Lanes, Unpacking> format, int tokens) {
        this.a = a;
        this.tokens = tokens;
        this.lanes = new Lanes(a, set, constants, tokens);
        this.weights = format.apply(lanes);
        this.levels = weights.levels();
        this.product = new GroupProduct(lanes, weights, tokens);
    }

    /** Appends a kernel; returns where it begins. */
    static int assemble(Assembler a, InstructionSet set, Function<Lanes, Unpacking> format, int tokens) {
        a.align(LINE);
        int entry = a.length();
        a.push(Gpr.RBX);
        a.push(REST);
        a.push(Gpr.RBP);
        a.mov(Gpr.RBP, Gpr.RSP);
        a.mov(REST, GROUPS);
        a.and(REST, ByteActivations.BLOCKS - 1);
        a.shr(GROUPS, Integer.numberOfTrailingZeros(ByteActivations.BLOCKS));
        Constants constants = new Constants(CONSTANTS);
        constants.point(a);
        new RowKernel(a, set, constants, format, tokens).rows();
        a.mov(Gpr.RSP, Gpr.RBP);
        a.pop(Gpr.RBP);
        a.pop(REST);
        a.pop(Gpr.RBX);
        a.vzeroupper();
        a.ret();
        constants.write(a);
        return entry;
    }

    private void rows() {
        makeRoom();
        Label row = new Label();
        a.align(LINE);
        a.bind(row);
        a.mov(X, Registers.IN);
        for (int t = 0; t < tokens; t++) {
            a.vpxor(lanes.sum(t), lanes.sum(t), lanes.sum(t));
        }
        fullGroups();
        if (levels.blockValues() < ByteActivations.GROUP) {
            rest();
        }
        for (int t = 0; t < tokens; t++) {
            store(lanes.sum(t), Float.BYTES * t);
        }
        a.add(OUT, Float.BYTES * tokens);
        a.sub(ROWS, 1);
        a.jne(row);
    }

    /** On the stack, for a group that is not full: zeros where blocks are missing. */
    private void makeRoom() {
        int bytes = Math.ceilDiv(levels.groupBytes(), LINE) * LINE;
        a.sub(Gpr.RSP, bytes + product.stackBytes());
        a.and(Gpr.RSP, -LINE);
        Vec zero = lanes.temporary(0).y();
        a.vpxor(zero, zero, zero);
        for (int at = 0; at < bytes; at += zero.bytes()) {
            a.vmovdqu(Gpr.RSP.at(at), zero);
        }
    }

    private void fullGroups() {
        Label group = new Label();
        Label none = new Label();
        a.mov(COUNT, GROUPS);
        a.test(COUNT, COUNT);
        a.je(none);
        a.align(32);
        a.bind(group);
        product.add(W, X);
        for (int at = 0; at < levels.groupBytes(); at += LINE) {
            a.prefetcht0(W.at(AHEAD_BYTES + at));
        }
        a.add(W, levels.groupBytes());
        a.add(X, STRIDE);
        a.sub(COUNT, 1);
        a.jne(group);
        a.bind(none);
    }

    /** The blocks that are left are copied to where zeros follow them. */
    private void rest() {
        Label block = new Label();
        Label none = new Label();
        a.mov(COUNT, REST);
        a.test(COUNT, COUNT);
        a.je(none);
        a.mov(PLACE, Gpr.RSP);
        a.bind(block);
        Vec piece = lanes.temporary(0).x();
        for (int at = 0; at < levels.blockBytes(); at += piece.bytes()) {
            int from = Math.min(at, levels.blockBytes() - piece.bytes());
            a.vmovdqu(piece, W.at(from));
            a.vmovdqu(PLACE.at(from), piece);
        }
        a.add(W, levels.blockBytes());
        a.add(PLACE, levels.blockBytes());
        a.sub(COUNT, 1);
        a.jne(block);
        product.add(Gpr.RSP, X);
        a.bind(none);
    }

    /** Adds the eight parts of a sum: upper onto lower halves. */
    private void store(Vec sum, int offset) {
        Vec other = lanes.temporary(0).x();
        a.vextracti128(other, sum, 1);
        a.vaddps(sum.x(), sum.x(), other);
        a.vpshufd(other, sum.x(), 0x0E);
        a.vaddps(sum.x(), sum.x(), other);
        a.vpshufd(other, sum.x(), 0x01);
        a.vaddps(sum.x(), sum.x(), other);
        a.vmovd(OUT.at(offset), sum.x());
    }
}
