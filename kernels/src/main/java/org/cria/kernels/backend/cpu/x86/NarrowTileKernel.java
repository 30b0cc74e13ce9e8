package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;

import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Mem;

/**
 * A panel of 16 rows times tokens, up to four at a time, AVX2: a lane is a row. The sum of each part is on the stack, since registers just
 * hold what {@link NarrowBlock} adds up.
 *
 * <p>Arguments as those of {@link TileKernel}.
 */
final class NarrowTileKernel {
    /** The next block of the panel. */
    static final Gpr BLOCK = Gpr.R14;
    /** Activations of the block, and four bytes of its place among eight. */
    static final Gpr BYTES = Gpr.R11;

    static final Gpr NUMBERS = Gpr.RAX;
    static final Gpr CONSTANTS = Gpr.R10;
    /** Where sums of the part are. */
    static final Gpr PARTS = Gpr.R13;

    private static final Gpr PANEL = Registers.ADDRESS;
    private static final Gpr X = Registers.IN;
    private static final Gpr OUT = Registers.OUT;
    private static final Gpr GROUPS = Registers.FIRST;
    private static final Gpr OUT_STRIDE = Registers.SECOND;
    private static final Gpr STRIDE = Registers.THIRD;
    private static final Gpr COUNT = Gpr.RBX;
    private static final Gpr PART = Gpr.R12;
    private static final Gpr TILES = Gpr.R15;
    /** What is asked for while this is multiplied: the rows that will be unpacked next. */
    private static final Gpr NEXT = Gpr.RBP;

    private static final Gpr[] SAVED = {COUNT, PART, PARTS, BLOCK, TILES, NEXT};
    private static final int LINE = 64;

    private static final int VECTOR = NarrowBlock.VECTOR;
    private static final int SIDES = NarrowBlock.SIDES;

    private final Assembler a;
    private final InstructionSet set;
    private final PanelLayout layout;
    private final Constants constants = new Constants(CONSTANTS);
    private final int tokens;
    /** Lines of memory that are asked for with each block. */
    private final int linesAhead;

    private NarrowTileKernel(Assembler a, InstructionSet set, PanelLayout layout, int tokens) {
        this.a = a;
        this.set = set;
        this.layout = layout;
        this.tokens = tokens;
        int blocks = ByteActivations.BLOCKS * LINE * Math.ceilDiv(tokens, PanelLayout.NARROW_TOKENS);
        // so many tokens have more to come for the same rows
        this.linesAhead = tokens == layout.mostTokens()
                ? 0
                : Math.ceilDiv(PanelLayout.ROWS * layout.levels().groupBytes(), blocks);
    }

    static byte[] assemble(InstructionSet set, Levels levels, int tokens) {
        Assembler a = new Assembler();
        for (Gpr register : SAVED) {
            a.push(register);
        }
        new NarrowTileKernel(a, set, new PanelLayout(levels, set), tokens).tiles();
        return a.bytes();
    }

    private void tiles() {
        int most = PanelLayout.NARROW_TOKENS;
        int sums = (ByteActivations.BLOCKS + 1) * Math.min(most, tokens) * SIDES * VECTOR;
        a.mov(NEXT, Gpr.RSP);
        a.sub(Gpr.RSP, sums + LINE);
        a.and(Gpr.RSP, -SIDES * VECTOR);
        a.mov(Gpr.RSP.at(sums), NEXT);
        a.mov(NEXT, PANEL.at(0));
        a.add(PANEL, PanelLayout.START);
        constants.point(a);
        if (tokens >= most) {
            NarrowBlock block = new NarrowBlock(a, set, layout, constants, most);
            Label tile = new Label();
            a.mov(TILES, tokens / most);
            a.bind(tile);
            tile(block, most);
            a.add(X, most * ByteActivations.GROUP_BYTES);
            a.sub(TILES, 1);
            a.jne(tile);
        }
        if (tokens % most > 0) {
            tile(new NarrowBlock(a, set, layout, constants, tokens % most), tokens % most);
        }
        a.mov(Gpr.RSP, Gpr.RSP.at(sums));
        for (int i = SAVED.length - 1; i >= 0; i--) {
            a.pop(SAVED[i]);
        }
        a.vzeroupper();
        a.ret();
        constants.write(a);
    }

    private void tile(NarrowBlock product, int tokens) {
        Label part = new Label();
        Label block = new Label();
        a.mov(BLOCK, PANEL);
        a.mov(PART, 0);
        a.mov(PARTS, Gpr.RSP);
        a.bind(part);
        a.lea(NUMBERS, X.at(PART, 4, 0));
        a.mov(BYTES, PART);
        a.shl(BYTES, Integer.numberOfTrailingZeros(ByteActivations.BLOCK));
        a.add(BYTES, X);
        a.vpxor(ymm(0), ymm(0), ymm(0));
        for (int i = 0; i < SIDES * tokens; i++) {
            a.vmovdqu(PARTS.at(VECTOR * i), ymm(0));
        }
        a.mov(COUNT, GROUPS);
        a.align(SIDES * VECTOR);
        a.bind(block);
        product.add();
        if (linesAhead > 0) {
            Label nothing = new Label();
            a.test(NEXT, NEXT);
            a.je(nothing);
            for (int line = 0; line < linesAhead; line++) {
                a.prefetcht0(NEXT.at(LINE * line));
            }
            a.add(NEXT, LINE * linesAhead);
            a.bind(nothing);
        }
        a.add(BLOCK, layout.blockBytes());
        a.add(NUMBERS, STRIDE);
        a.add(BYTES, STRIDE);
        a.sub(COUNT, 1);
        a.jne(block);
        a.add(PARTS, SIDES * VECTOR * tokens);
        a.add(PART, 1);
        a.cmp(PART, ByteActivations.BLOCKS);
        a.jne(part);
        for (int t = 0; t < tokens; t++) {
            for (int side = 0; side < SIDES; side++) {
                addParts(tokens, SIDES * t + side);
                a.vmovdqu(OUT.at(VECTOR * side), ymm(0));
            }
            a.add(OUT, OUT_STRIDE);
        }
    }

    /** In the order of {@link org.cria.kernels.backend.cpu.bytes.ReferenceProduct}. */
    private void addParts(int tokens, int vector) {
        for (int p = 0; p < 4; p++) {
            a.vmovdqu(ymm(p), part(p, tokens, vector));
            a.vaddps(ymm(p), ymm(p), part(p + 4, tokens, vector));
        }
        a.vaddps(ymm(0), ymm(0), ymm(2));
        a.vaddps(ymm(1), ymm(1), ymm(3));
        a.vaddps(ymm(0), ymm(0), ymm(1));
    }

    private static Mem part(int part, int tokens, int vector) {
        return Gpr.RSP.at(VECTOR * (part * tokens * SIDES + vector));
    }
}
