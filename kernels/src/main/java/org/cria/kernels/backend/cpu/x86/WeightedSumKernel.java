package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;
import static org.cria.kernels.backend.cpu.x86.asm.Vec.zmm;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * Adds the values of some cells, times a weight for each cell and head, to up to four heads: two vectors of all heads stay in registers while
 * the cells go by in order.
 *
 * <p>Arguments: the first cell's values; the first head's weight of the first cell; the first head; cells | values / 32 · 2³²; bytes from cell
 * to cell | bytes from a head's weights to the next one's · 2³²; bytes from head to head.
 */
final class WeightedSumKernel {
    static final int MOST_HEADS = ScoreKernel.MOST_QUERIES;

    private static final Gpr CELL = Registers.ADDRESS;
    private static final Gpr CELL_STRIDE = Registers.SECOND;
    private static final Gpr END = Registers.THIRD;
    private static final Gpr[] WEIGHTS = {Registers.IN, Gpr.R12, Gpr.R13, Gpr.R14};
    private static final Gpr[] HEADS = {Registers.OUT, Gpr.R10, Gpr.R11, Gpr.RBX};
    private static final Gpr PLACE = Gpr.R15;
    private static final Gpr BLOCKS = Gpr.RBP;
    private static final Gpr FROM = Gpr.RAX;
    /** Bytes to the cell that is asked for early. */
    private static final Gpr AHEAD = Gpr.RCX;

    private static final Gpr[] KEPT = {Gpr.RBX, Gpr.RBP, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15};
    private static final int VECTORS = 2;

    private final Assembler a = new Assembler();
    private final CellValues values;
    private final boolean wide;
    private final int heads;

    private WeightedSumKernel(CellValues values, boolean wide, int heads) {
        this.values = values;
        this.wide = wide;
        this.heads = heads;
    }

    /** @param wide whether vectors have 512 bits */
    static byte[] assemble(CellValues values, boolean wide, int heads) {
        WeightedSumKernel kernel = new WeightedSumKernel(values, wide, heads);
        kernel.all();
        return kernel.a.bytes();
    }

    private void all() {
        for (Gpr kept : KEPT) {
            a.push(kept);
        }
        for (int h = 1; h < heads; h++) {
            a.lea(HEADS[h], HEADS[h - 1].at(Registers.THIRD, 1, 0));
        }
        NumberPair.split(a, CELL_STRIDE, PLACE);
        for (int h = 1; h < heads; h++) {
            a.lea(WEIGHTS[h], WEIGHTS[h - 1].at(PLACE, 1, 0));
        }
        NumberPair.split(a, Registers.FIRST, BLOCKS);
        a.mov(END, Registers.FIRST);
        a.shl(END, 2);
        a.mov(AHEAD, CELL_STRIDE);
        a.shl(AHEAD, CellValues.AHEAD);
        int lanes = wide ? 16 : 8;
        Label block = new Label();
        a.bind(block);
        for (int first = 0; first < CellValues.VALUES; first += VECTORS * lanes) {
            part(first, lanes);
        }
        for (int h = 0; h < heads; h++) {
            a.add(HEADS[h], Float.BYTES * CellValues.VALUES);
        }
        a.add(CELL, values.bytes());
        a.sub(BLOCKS, 1);
        a.jne(block);
        for (int i = KEPT.length; i-- > 0; ) {
            a.pop(KEPT[i]);
        }
        a.vzeroupper();
        a.ret();
    }

    private void part(int first, int lanes) {
        for (int h = 0; h < heads; h++) {
            for (int v = 0; v < VECTORS; v++) {
                a.vmovdqu(sum(h, v), HEADS[h].at(Float.BYTES * (first + v * lanes)));
            }
        }
        a.mov(FROM, CELL);
        a.mov(PLACE, 0);
        Label cell = new Label();
        a.align(32);
        a.bind(cell);
        a.prefetcht0(FROM.at(AHEAD, 1, 0));
        values.begin(a, register(11), FROM);
        for (int v = 0; v < VECTORS; v++) {
            values.load(a, register(8 + v), FROM, first + v * lanes, register(11));
        }
        a.add(FROM, CELL_STRIDE);
        for (int h = 0; h < heads; h++) {
            a.vbroadcastss(register(10), WEIGHTS[h].at(PLACE, 1, 0));
            for (int v = 0; v < VECTORS; v++) {
                a.vfmadd231ps(sum(h, v), register(8 + v), register(10));
            }
        }
        a.add(PLACE, Float.BYTES);
        a.cmp(PLACE, END);
        a.jne(cell);
        for (int h = 0; h < heads; h++) {
            for (int v = 0; v < VECTORS; v++) {
                a.vmovdqu(HEADS[h].at(Float.BYTES * (first + v * lanes)), sum(h, v));
            }
        }
    }

    private Vec sum(int head, int vector) {
        return register(VECTORS * head + vector);
    }

    private Vec register(int number) {
        return wide ? zmm(number) : ymm(number);
    }
}
