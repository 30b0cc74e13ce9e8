package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.zmm;

import java.util.function.Function;
import java.util.function.IntFunction;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Mem;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * Unpacks up to 16 rows to a panel, see {@link PanelLayout}, AVX-512: 256 columns of each row to the stack, and from there with rows and
 * columns exchanged.
 *
 * <p>Arguments: weights of the first row; –; panel; rows; blocks of 32 columns.
 */
final class PanelKernel {
    private static final Gpr W = Registers.ADDRESS;
    private static final Gpr ROW_BYTES = Registers.IN;
    private static final Gpr PANEL = Registers.OUT;
    private static final Gpr ROWS = Registers.FIRST;
    private static final Gpr GROUPS = Registers.SECOND;
    private static final Gpr REST = Registers.THIRD;
    private static final Gpr ROW = Gpr.RAX;
    private static final Gpr CONSTANTS = Gpr.R10;
    private static final Gpr COUNT = Gpr.R11;
    private static final Gpr STAGE = Gpr.RBX;
    /** Bytes from a part's blocks to the next part's. */
    private static final Gpr PART_BYTES = Gpr.R12;

    private static final Gpr PLACE = Gpr.R13;
    private static final Gpr BLOCKS_LEFT = Gpr.R14;

    private static final int VECTOR = PanelLayout.VECTOR;
    /** Of a row on the stack: 256 levels, eight times d, eight minima, 16 scales of halves. */
    private static final int NUMBERS = ByteActivations.GROUP;

    private static final int HALF_SCALES = NUMBERS + VECTOR;
    private static final int STAGE_BYTES = HALF_SCALES + VECTOR;
    private static final int SAVED = 5;

    private final Assembler a;
    private final Lanes lanes;
    private final Unpacking weights;
    private final Levels levels;
    private final PanelLayout layout;
    private final Operand more;

    private PanelKernel(Assembler a, Constants constants, Function<Lanes, Unpacking> format) {
        this.a = a;
        this.lanes = new Lanes(a, InstructionSet.AVX512, constants, 1);
        this.weights = format.apply(lanes);
        this.levels = weights.levels();
        this.layout = new PanelLayout(levels);
        this.more = lanes.constant(Constants.bytes(i -> PanelLayout.OFFSET - levels.offset()));
    }

    static byte[] assemble(Function<Lanes, Unpacking> format) {
        Assembler a = new Assembler();
        Gpr[] saved = {STAGE, PART_BYTES, PLACE, BLOCKS_LEFT, Gpr.RBP};
        for (Gpr register : saved) {
            a.push(register);
        }
        a.mov(Gpr.RBP, Gpr.RSP);
        Constants constants = new Constants(CONSTANTS);
        constants.point(a);
        new PanelKernel(a, constants, format).groups();
        a.mov(Gpr.RSP, Gpr.RBP);
        for (int i = SAVED - 1; i >= 0; i--) {
            a.pop(saved[i]);
        }
        a.vzeroupper();
        a.ret();
        constants.write(a);
        return a.bytes();
    }

    /** On the stack: a group that is not full, the rows, and what is exchanged. */
    private int stage() {
        return Math.ceilDiv(levels.groupBytes(), VECTOR) * VECTOR;
    }

    private int exchanged() {
        return stage() + PanelLayout.ROWS * STAGE_BYTES;
    }

    private void groups() {
        int bytes = exchanged() + 2 * PanelLayout.ROWS * VECTOR;
        a.sub(Gpr.RSP, bytes);
        a.and(Gpr.RSP, -VECTOR);
        a.vpxor(zmm(0).y(), zmm(0).y(), zmm(0).y());
        for (int at = 0; at < exchanged(); at += VECTOR) {
            a.vmovdqu(Gpr.RSP.at(at), zmm(0));
        }
        sizes();
        Label group = new Label();
        Label rest = new Label();
        Label end = new Label();
        a.test(GROUPS, GROUPS);
        a.je(rest);
        a.bind(group);
        unpackRows(false);
        exchange();
        a.add(W, levels.groupBytes());
        a.add(PANEL, layout.blockBytes());
        a.sub(GROUPS, 1);
        a.jne(group);
        a.bind(rest);
        if (levels.blockValues() < ByteActivations.GROUP) {
            a.test(REST, REST);
            a.je(end);
            unpackRows(true);
            exchange();
        }
        a.bind(end);
    }

    /** Full groups, blocks after them, bytes of a row and of a part. */
    private void sizes() {
        a.mov(REST, GROUPS);
        a.mov(PART_BYTES, GROUPS);
        a.add(PART_BYTES, ByteActivations.BLOCKS - 1);
        a.shr(PART_BYTES, 3);
        a.mov(PLACE, layout.blockBytes());
        a.imul(PART_BYTES, PLACE);
        a.and(REST, ByteActivations.BLOCKS - 1);
        a.shr(GROUPS, 3);
        a.mov(ROW_BYTES, levels.groupBytes());
        a.imul(ROW_BYTES, GROUPS);
        if (levels.blockValues() < ByteActivations.GROUP) {
            a.mov(PLACE, levels.blockBytes());
            a.imul(PLACE, REST);
            a.add(ROW_BYTES, PLACE);
        }
    }

    private void unpackRows(boolean partly) {
        Label row = new Label();
        a.mov(ROW, W);
        a.lea(STAGE, Gpr.RSP.at(stage()));
        a.mov(COUNT, ROWS);
        a.bind(row);
        if (partly) {
            copyRest();
        }
        unpackRow(partly ? Gpr.RSP : ROW);
        a.add(ROW, ROW_BYTES);
        a.add(STAGE, STAGE_BYTES);
        a.sub(COUNT, 1);
        a.jne(row);
    }

    private void copyRest() {
        Label block = new Label();
        Vec piece = lanes.temporary(0).x();
        a.mov(BLOCKS_LEFT, REST);
        a.mov(PLACE, Gpr.RSP);
        a.push(ROW);
        a.bind(block);
        for (int at = 0; at < levels.blockBytes(); at += piece.bytes()) {
            int from = Math.min(at, levels.blockBytes() - piece.bytes());
            a.vmovdqu(piece, ROW.at(from));
            a.vmovdqu(PLACE.at(from), piece);
        }
        a.add(ROW, levels.blockBytes());
        a.add(PLACE, levels.blockBytes());
        a.sub(BLOCKS_LEFT, 1);
        a.jne(block);
        a.pop(ROW);
    }

    private void unpackRow(Gpr w) {
        weights.numbers(w);
        a.vmovdqu(STAGE.at(NUMBERS), lanes.d());
        if (levels.minima()) {
            a.vmovdqu(STAGE.at(NUMBERS + VECTOR / 2), lanes.minima());
        }
        HalfScales scales = weights.scales();
        if (scales != null) {
            Vec sixteen = lanes.temporary(0);
            a.vpmovsxwd(sixteen, scales.inOrder());
            a.vcvtdq2ps(sixteen, sixteen);
            a.vmovdqu(STAGE.at(HALF_SCALES), sixteen);
        }
        Vec level = lanes.temporary(4);
        for (int part = 0; part < 4; part++) {
            weights.levels(w, part, level);
            if (levels.offset() != PanelLayout.OFFSET) {
                a.vpaddb(level, level, more);
            }
            a.vmovdqu(STAGE.at(VECTOR * part), level);
        }
    }

    private void exchange() {
        a.mov(PLACE, PANEL);
        for (int pair = 0; pair < 4; pair++) {
            exchange(
                    VECTOR * pair,
                    word -> word < 8 ? PLACE.at(VECTOR * word) : PLACE.at(PART_BYTES, 1, VECTOR * (word - 8)));
            a.lea(PLACE, PLACE.at(PART_BYTES, 2, 0));
        }
        exchange(NUMBERS, column -> Gpr.RSP.at(exchanged() + VECTOR * column));
        a.mov(PLACE, PANEL);
        for (int b = 0; b < ByteActivations.BLOCKS; b++) {
            copy(b, PanelLayout.D);
            if (levels.minima()) {
                copy(ByteActivations.BLOCKS + b, layout.minimum());
            }
            a.add(PLACE, PART_BYTES);
        }
        if (levels.halves()) {
            exchange(HALF_SCALES, column -> Gpr.RSP.at(exchanged() + VECTOR * column));
            a.mov(PLACE, PANEL);
            for (int b = 0; b < ByteActivations.BLOCKS; b++) {
                copy(2 * b, layout.scales());
                copy(2 * b + 1, layout.scales() + VECTOR);
                a.add(PLACE, PART_BYTES);
            }
        }
    }

    private void copy(int column, int field) {
        a.vmovdqu(zmm(0), Gpr.RSP.at(exchanged() + VECTOR * column));
        a.vmovdqu(PLACE.at(field), zmm(0));
    }

    /** 16 × 16 numbers of 32 bits, those at {@code offset} of each row: four rows at a time within 128 bits, then whole 128 bits. */
    private void exchange(int offset, IntFunction<Mem> column) {
        for (int four = 0; four < 4; four++) {
            for (int i = 0; i < 4; i++) {
                a.vmovdqu(zmm(i), Gpr.RSP.at(stage() + (4 * four + i) * STAGE_BYTES + offset));
            }
            a.vpunpckldq(zmm(4), zmm(0), zmm(1));
            a.vpunpckhdq(zmm(5), zmm(0), zmm(1));
            a.vpunpckldq(zmm(6), zmm(2), zmm(3));
            a.vpunpckhdq(zmm(7), zmm(2), zmm(3));
            a.vpunpcklqdq(kept(0), zmm(4), zmm(6));
            a.vpunpckhqdq(kept(1), zmm(4), zmm(6));
            a.vpunpcklqdq(kept(2), zmm(5), zmm(7));
            a.vpunpckhqdq(kept(3), zmm(5), zmm(7));
            for (int k = 0; k < 4 && four < 3; k++) {
                a.vmovdqu(spilled(four, k), kept(k));
            }
        }
        for (int k = 0; k < 4; k++) {
            a.vmovdqu(zmm(0), spilled(0, k));
            a.vmovdqu(zmm(1), spilled(2, k));
            a.vshufi32x4(zmm(2), zmm(0), spilled(1, k), 0x44);
            a.vshufi32x4(zmm(3), zmm(1), kept(k), 0x44);
            a.vshufi32x4(zmm(4), zmm(0), spilled(1, k), 0xEE);
            a.vshufi32x4(zmm(5), zmm(1), kept(k), 0xEE);
            a.vshufi32x4(zmm(6), zmm(2), zmm(3), 0x88);
            a.vmovdqu(column.apply(k), zmm(6));
            a.vshufi32x4(zmm(6), zmm(2), zmm(3), 0xDD);
            a.vmovdqu(column.apply(4 + k), zmm(6));
            a.vshufi32x4(zmm(6), zmm(4), zmm(5), 0x88);
            a.vmovdqu(column.apply(8 + k), zmm(6));
            a.vshufi32x4(zmm(6), zmm(4), zmm(5), 0xDD);
            a.vmovdqu(column.apply(12 + k), zmm(6));
        }
    }

    /** The last four rows stay in registers. */
    private static Vec kept(int k) {
        return zmm(8 + k);
    }

    private Mem spilled(int four, int k) {
        return Gpr.RSP.at(exchanged() + PanelLayout.ROWS * VECTOR + VECTOR * (4 * four + k));
    }
}
