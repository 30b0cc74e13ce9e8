package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;
import static org.cria.kernels.backend.cpu.x86.asm.Vec.zmm;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * Products of up to four queries and the keys of some cells, two cells at a time: a key is decoded in registers once for all queries. A sum
 * has one accumulator per lane, then the upper lanes are added to the lower ones until one is left, as in
 * {@link org.cria.kernels.backend.cpu.rows.LaneSum}.
 *
 * <p>Arguments: the first cell's key; the first query; the first query's score of the first cell; cells | values / 32 · 2³²; bytes from cell to
 * cell | bytes from a query's scores to the next one's · 2³²; bytes from query to query.
 */
final class ScoreKernel {
    static final int MOST_QUERIES = 4;

    private static final Gpr CELL = Registers.ADDRESS;
    private static final Gpr SCORES = Registers.OUT;
    private static final Gpr CELLS = Registers.FIRST;
    private static final Gpr CELL_STRIDE = Registers.SECOND;
    private static final Gpr SCORE_STRIDE = Registers.THIRD;
    private static final Gpr[] QUERIES = {Registers.IN, Gpr.R10, Gpr.R11, Gpr.RBX};
    private static final Gpr[] KEYS = {Gpr.R12, Gpr.R13};
    private static final Gpr PLACE = Gpr.R14;
    private static final Gpr LEFT = Gpr.R15;
    private static final Gpr BLOCKS = Gpr.RBP;
    private static final Gpr TO = Gpr.RAX;
    /** Bytes to the cells that are asked for early, while none is stored. */
    private static final Gpr AHEAD = TO;

    private static final Gpr[] KEPT = {Gpr.RBX, Gpr.RBP, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15};

    private final Assembler a = new Assembler();
    private final CellValues values;
    private final boolean wide;
    private final int queries;

    private ScoreKernel(CellValues values, boolean wide, int queries) {
        this.values = values;
        this.wide = wide;
        this.queries = queries;
    }

    /** @param wide whether vectors have 512 bits */
    static byte[] assemble(CellValues values, boolean wide, int queries) {
        ScoreKernel kernel = new ScoreKernel(values, wide, queries);
        kernel.all();
        return kernel.a.bytes();
    }

    private void all() {
        for (Gpr kept : KEPT) {
            a.push(kept);
        }
        for (int q = 1; q < queries; q++) {
            a.lea(QUERIES[q], QUERIES[q - 1].at(Registers.THIRD, 1, 0));
        }
        NumberPair.split(a, CELLS, BLOCKS);
        NumberPair.split(a, CELL_STRIDE, SCORE_STRIDE);
        Label pair = new Label();
        Label last = new Label();
        Label done = new Label();
        a.bind(pair);
        a.cmp(CELLS, 2);
        a.jb(last);
        cells(2);
        a.sub(CELLS, 2);
        a.jmp(pair);
        a.bind(last);
        a.test(CELLS, CELLS);
        a.je(done);
        cells(1);
        a.bind(done);
        for (int i = KEPT.length; i-- > 0; ) {
            a.pop(KEPT[i]);
        }
        a.vzeroupper();
        a.ret();
    }

    private void cells(int count) {
        for (int c = 0; c < count; c++) {
            a.mov(KEYS[c], CELL);
            a.add(CELL, CELL_STRIDE);
            for (int q = 0; q < queries; q++) {
                a.vpxor(sum(q, c).y(), sum(q, c).y(), sum(q, c).y());
            }
        }
        a.mov(LEFT, BLOCKS);
        a.mov(AHEAD, CELL_STRIDE);
        a.shl(AHEAD, CellValues.AHEAD);
        a.mov(PLACE, 0);
        Label block = new Label();
        a.align(32);
        a.bind(block);
        block(count);
        a.add(PLACE, Float.BYTES * CellValues.VALUES);
        for (int c = 0; c < count; c++) {
            a.add(KEYS[c], values.bytes());
        }
        a.sub(LEFT, 1);
        a.jne(block);
        addLanes(count);
        store(count);
        a.add(SCORES, Float.BYTES * count);
    }

    private void block(int count) {
        int lanes = wide ? 16 : 8;
        for (int c = 0; c < count; c++) {
            a.prefetcht0(KEYS[c].at(AHEAD, 1, 0));
            values.begin(a, register(11 + c), KEYS[c]);
        }
        for (int first = 0; first < CellValues.VALUES; first += lanes) {
            for (int c = 0; c < count; c++) {
                values.load(a, register(8 + c), KEYS[c], first, register(11 + c));
            }
            for (int q = 0; q < queries; q++) {
                if (count == 1) {
                    a.vfmadd231ps(sum(q, 0), register(8), QUERIES[q].at(PLACE, 1, Float.BYTES * first));
                } else {
                    a.vmovdqu(register(10), QUERIES[q].at(PLACE, 1, Float.BYTES * first));
                    a.vfmadd231ps(sum(q, 0), register(8), register(10));
                    a.vfmadd231ps(sum(q, 1), register(9), register(10));
                }
            }
        }
    }

    /** Leaves the scores of the first cell in the lower half of register 0, those of the second in the upper one. */
    private void addLanes(int count) {
        for (int q = 0; q < queries; q++) {
            for (int c = 0; c < count && wide; c++) {
                a.vextracti64x4(ymm(13), zmm(2 * q + c), 1);
                a.vaddps(ymm(2 * q + c), ymm(2 * q + c), ymm(13));
            }
            Vec second = ymm(2 * q + count - 1);
            a.vperm2i128(ymm(8), ymm(2 * q), second, 0x20);
            a.vperm2i128(ymm(9), ymm(2 * q), second, 0x31);
            a.vaddps(ymm(2 * q), ymm(8), ymm(9));
        }
        // What is missing is added twice: nobody stores it.
        Vec[] four = new Vec[MOST_QUERIES];
        for (int q = 0; q < four.length; q++) {
            four[q] = ymm(2 * Math.min(q, queries - 1));
        }
        halve(ymm(8), four[0], four[1], 0x44, 0xEE);
        halve(ymm(9), four[2], four[3], 0x44, 0xEE);
        halve(ymm(0), ymm(8), ymm(9), 0x88, 0xDD);
    }

    private void halve(Vec to, Vec first, Vec second, int some, int others) {
        a.vshufps(ymm(10), first, second, some);
        a.vshufps(ymm(11), first, second, others);
        a.vaddps(to, ymm(10), ymm(11));
    }

    private void store(int count) {
        Vec[] pairs = {ymm(2).x(), ymm(3).x()};
        a.vextracti128(ymm(1).x(), ymm(0), 1);
        a.vpunpckldq(pairs[0], ymm(0).x(), ymm(1).x());
        a.vpunpckhdq(pairs[1], ymm(0).x(), ymm(1).x());
        a.mov(TO, SCORES);
        for (int q = 0; q < queries; q++) {
            Vec pair = pairs[q / 2];
            if (q > 0) {
                a.add(TO, SCORE_STRIDE);
            }
            if (q % 2 == 1) {
                a.vpshufd(pair, pair, 0xEE);
            }
            if (count == 2) {
                a.vmovq(TO.at(0), pair);
            } else {
                a.vmovd(TO.at(0), pair);
            }
        }
    }

    private Vec sum(int query, int cell) {
        return register(2 * query + cell);
    }

    private Vec register(int number) {
        return wide ? zmm(number) : ymm(number);
    }
}
