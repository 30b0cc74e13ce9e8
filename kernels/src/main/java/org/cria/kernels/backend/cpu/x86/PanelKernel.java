package org.cria.kernels.backend.cpu.x86;

import java.util.List;
import java.util.function.Function;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * Unpacks up to 16 rows to a panel, see {@link PanelLayout}: 256 columns of each row to the stack, and from there with rows and columns
 * exchanged, see {@link PanelExchange}.
 *
 * <p>Arguments: weights of the first row; –; panel; rows; blocks of 32 columns; bytes from the weights to those that are asked for meanwhile.
 */
final class PanelKernel {
    /** Where the next 256 columns go: their first part. */
    static final Gpr PANEL = Registers.OUT;
    /** A row on the stack. */
    static final Gpr STAGE = Gpr.RBX;
    /** Bytes from a part's blocks to the next part's. */
    static final Gpr PART_BYTES = Gpr.R12;
    /** For any address. */
    static final Gpr PLACE = Gpr.R13;

    private static final Gpr W = Registers.ADDRESS;
    private static final Gpr ROW_BYTES = Registers.IN;
    private static final Gpr ROWS = Registers.FIRST;
    private static final Gpr GROUPS = Registers.SECOND;
    private static final Gpr REST = Registers.THIRD;
    private static final Gpr ROW = Gpr.RAX;
    private static final Gpr CONSTANTS = Gpr.R10;
    private static final Gpr COUNT = Gpr.R11;
    private static final Gpr BLOCKS_LEFT = Gpr.R14;

    /** What will be unpacked after these rows, as far as it is asked for. */
    private static final Gpr NEXT = Gpr.R15;

    private static final int LINE = 64;

    private final Assembler a;
    private final Lanes lanes;
    private final Levels levels;
    private final PanelLayout layout;
    private final PanelExchange rows;

    private PanelKernel(Assembler a, InstructionSet set, Constants constants, Function<Lanes, Unpacking> format) {
        this.a = a;
        this.lanes = new Lanes(a, set, constants, 1);
        Unpacking weights = format.apply(lanes);
        this.levels = weights.levels();
        this.layout = new PanelLayout(levels, set);
        int place = Math.ceilDiv(levels.groupBytes(), LINE) * LINE;
        this.rows = lanes.wide()
                ? new WideExchange(lanes, weights, layout, place)
                : new NarrowExchange(lanes, weights, layout, place);
    }

    static byte[] assemble(InstructionSet set, Function<Lanes, Unpacking> format) {
        Assembler a = new Assembler();
        List<Gpr> saved = List.of(STAGE, PART_BYTES, PLACE, BLOCKS_LEFT, NEXT, Gpr.RBP);
        saved.forEach(a::push);
        a.mov(Gpr.RBP, Gpr.RSP);
        Constants constants = new Constants(CONSTANTS);
        constants.point(a);
        new PanelKernel(a, set, constants, format).groups();
        a.mov(Gpr.RSP, Gpr.RBP);
        saved.reversed().forEach(a::pop);
        a.vzeroupper();
        a.ret();
        constants.write(a);
        return a.bytes();
    }

    private void groups() {
        a.sub(Gpr.RSP, rows.end());
        a.and(Gpr.RSP, -LINE);
        Vec zero = new Vec(0, lanes.bytes(), 0, false);
        a.vpxor(zero.y(), zero.y(), zero.y());
        for (int at = 0; at < rows.zeroEnd(); at += zero.bytes()) {
            a.vmovdqu(Gpr.RSP.at(at), zero);
        }
        a.mov(NEXT, W);
        a.add(NEXT, REST);
        sizes();
        a.add(PANEL, PanelLayout.START);
        Label group = new Label();
        Label rest = new Label();
        Label end = new Label();
        a.test(GROUPS, GROUPS);
        a.je(rest);
        a.bind(group);
        unpackRows(false);
        rows.exchange();
        a.add(W, levels.groupBytes());
        a.add(PANEL, layout.blockBytes());
        a.sub(GROUPS, 1);
        a.jne(group);
        a.bind(rest);
        if (levels.blockValues() < ByteActivations.GROUP) {
            a.test(REST, REST);
            a.je(end);
            unpackRows(true);
            rows.exchange();
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
        a.lea(STAGE, Gpr.RSP.at(rows.start()));
        a.mov(COUNT, ROWS);
        a.bind(row);
        if (partly) {
            copyRest();
        }
        rows.unpack(partly ? Gpr.RSP : ROW);
        if (!partly) {
            askForNext();
        }
        a.add(ROW, ROW_BYTES);
        a.add(STAGE, rows.rowBytes());
        a.sub(COUNT, 1);
        a.jne(row);
    }

    /**
     * Those after these where many tokens follow, else these in the order of memory: the processor cannot foresee 16 rows that are read in turn.
     * On Zen 3, 60 MB of Q4_K times 8 tokens took 31.6 ms without and 21 ms with it.
     */
    private void askForNext() {
        for (int at = 0; at < levels.groupBytes(); at += LINE) {
            a.prefetcht1(NEXT.at(at));
        }
        a.add(NEXT, levels.groupBytes());
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
}
