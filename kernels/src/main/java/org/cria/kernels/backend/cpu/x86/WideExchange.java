package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.zmm;

import java.util.function.IntFunction;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Mem;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** 16 rows and 16 words of each at a time, AVX-512. */
final class WideExchange implements PanelExchange {
    private static final int VECTOR = PanelLayout.VECTOR;
    /** Of a row on the stack: 256 levels, eight times d, eight minima, 16 scales of halves. */
    private static final int NUMBERS = ByteActivations.GROUP;

    private static final int HALF_SCALES = NUMBERS + VECTOR;
    /** Those of first halves, then those of second ones; only where the format has them. */
    private static final int HALF_MINIMA = HALF_SCALES + VECTOR;

    /** Registers of four columns and the four after them; from 11 on are constants of {@link Lanes}. */
    private static final Vec[] FIRST_EIGHT = {zmm(4), zmm(5), zmm(6), zmm(7)};

    private static final Vec[] LAST_EIGHT = {zmm(0), zmm(1), zmm(2), zmm(10)};
    /** Of two registers those 128 bits. */
    private static final int EVEN = 0x88;

    private static final int ODD = 0xDD;

    private final Assembler a;
    private final Lanes lanes;
    private final Unpacking weights;
    private final Levels levels;
    private final PanelLayout layout;
    private final int start;
    private final Operand more;
    /** The block that the pointer to the panel points to. */
    private int block;

    WideExchange(Lanes lanes, Unpacking weights, PanelLayout layout, int start) {
        this.a = lanes.assembler();
        this.lanes = lanes;
        this.weights = weights;
        this.levels = weights.levels();
        this.layout = layout;
        this.start = start;
        this.more = lanes.constant(Constants.bytes(i -> layout.offset() - levels.offset()));
    }

    @Override
    public int start() {
        return start;
    }

    @Override
    public int rowBytes() {
        return weights.secondMinima() == null ? HALF_MINIMA : HALF_MINIMA + VECTOR;
    }

    @Override
    public int zeroEnd() {
        return start + PanelLayout.ROWS * rowBytes();
    }

    @Override
    public int end() {
        return zeroEnd();
    }

    @Override
    public void unpack(Gpr w) {
        weights.numbers(w);
        a.vmovdqu(PanelKernel.STAGE.at(NUMBERS), lanes.d());
        Vec second = weights.secondMinima();
        if (levels.minima()) {
            int at = second == null ? NUMBERS : HALF_MINIMA;
            a.vmovdqu(PanelKernel.STAGE.at(at + (second == null ? VECTOR / 2 : 0)), lanes.minima());
        }
        if (second != null) {
            a.vmovdqu(PanelKernel.STAGE.at(HALF_MINIMA + VECTOR / 2), second);
        }
        HalfScales scales = weights.scales();
        if (scales != null) {
            Vec sixteen = lanes.temporary(0);
            a.vpmovsxwd(sixteen, scales.inOrder());
            a.vcvtdq2ps(sixteen, sixteen);
            a.vmovdqu(PanelKernel.STAGE.at(HALF_SCALES), sixteen);
        }
        Vec level = lanes.temporary(4);
        for (int part = 0; part < 4; part++) {
            weights.levels(w, part, level);
            if (levels.offset() != layout.offset()) {
                a.vpaddb(level, level, more);
            }
            a.vmovdqu(PanelKernel.STAGE.at(VECTOR * part), level);
        }
    }

    @Override
    public void exchange() {
        a.mov(PanelKernel.PLACE, PanelKernel.PANEL);
        block = 0;
        for (int pair = 0; pair < ByteActivations.BLOCKS / 2; pair++) {
            int first = 2 * pair;
            exchange(VECTOR * pair, 2, word -> at(first + word / 8, VECTOR * (word % 8)));
        }
        boolean minima = levels.minima() && !levels.halves();
        exchange(NUMBERS, minima ? 2 : 1, column -> at(column % 8, column < 8 ? PanelLayout.D : layout.minimum()));
        if (levels.halves()) {
            exchange(HALF_SCALES, 2, column -> at(column / 2, layout.scales() + VECTOR * (column % 2)));
        }
        if (levels.halves() && levels.minima()) {
            exchange(HALF_MINIMA, 2, column -> at(column % 8, layout.minimum() + VECTOR * (column / 8)));
        }
    }

    /** A place in a block of the panel: moves the pointer if that is needed. */
    private Mem at(int number, int field) {
        int ahead = number - block;
        if (ahead == 0) {
            return PanelKernel.PLACE.at(field);
        }
        if (ahead > 0 && Integer.bitCount(ahead) == 1) {
            return PanelKernel.PLACE.at(PanelKernel.PART_BYTES, ahead, field);
        }
        if (ahead < 0) {
            a.mov(PanelKernel.PLACE, PanelKernel.PANEL);
            block = 0;
            return at(number, field);
        }
        int step = Integer.highestOneBit(ahead);
        a.lea(PanelKernel.PLACE, PanelKernel.PLACE.at(PanelKernel.PART_BYTES, step, 0));
        block += step;
        return at(number, field);
    }

    /**
     * 16 rows of 16 numbers of 32 bits, those at {@code offset} of each, or of the first eight: two rows side by side, so that rows 0 to 7 and
     * 8 to 15 are in four registers each, then four by four within 128 bits, and at last the 128 bits of a column come together.
     */
    private void exchange(int offset, int halves, IntFunction<Mem> column) {
        for (int half = 0; half < halves; half++) {
            for (int eight = 0; eight < 2; eight++) {
                for (int i = 0; i < 4; i++) {
                    int at = start + (8 * eight + i) * rowBytes() + offset + VECTOR / 2 * half;
                    a.vmovdqu(zmm(i).y(), Gpr.RSP.at(at));
                    a.vinserti64x4(zmm(i), zmm(i), Gpr.RSP.at(at + 4 * rowBytes()), 1);
                }
                Vec[] four = eight == 0 ? FIRST_EIGHT : LAST_EIGHT;
                a.vpunpckldq(zmm(8), zmm(0), zmm(1));
                a.vpunpckhdq(zmm(9), zmm(0), zmm(1));
                a.vpunpckldq(zmm(10), zmm(2), zmm(3));
                a.vpunpckhdq(zmm(3), zmm(2), zmm(3));
                a.vpunpcklqdq(four[0], zmm(8), zmm(10));
                a.vpunpckhqdq(four[1], zmm(8), zmm(10));
                a.vpunpcklqdq(four[2], zmm(9), zmm(3));
                a.vpunpckhqdq(four[3], zmm(9), zmm(3));
            }
            for (int k = 0; k < 4; k++) {
                a.vshufi32x4(zmm(8), FIRST_EIGHT[k], LAST_EIGHT[k], EVEN);
                a.vshufi32x4(zmm(9), FIRST_EIGHT[k], LAST_EIGHT[k], ODD);
                a.vmovdqu(column.apply(8 * half + k), zmm(8));
                a.vmovdqu(column.apply(8 * half + 4 + k), zmm(9));
            }
        }
    }
}
