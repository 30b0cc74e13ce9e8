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

    private final Assembler a;
    private final Lanes lanes;
    private final Unpacking weights;
    private final Levels levels;
    private final PanelLayout layout;
    private final int start;
    private final Operand more;

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
        return zeroEnd() + 2 * PanelLayout.ROWS * VECTOR;
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
        for (int pair = 0; pair < 4; pair++) {
            exchange(
                    VECTOR * pair,
                    word -> word < 8
                            ? PanelKernel.PLACE.at(VECTOR * word)
                            : PanelKernel.PLACE.at(PanelKernel.PART_BYTES, 1, VECTOR * (word - 8)));
            a.lea(PanelKernel.PLACE, PanelKernel.PLACE.at(PanelKernel.PART_BYTES, 2, 0));
        }
        exchange(NUMBERS, column -> Gpr.RSP.at(zeroEnd() + VECTOR * column));
        a.mov(PanelKernel.PLACE, PanelKernel.PANEL);
        for (int b = 0; b < ByteActivations.BLOCKS; b++) {
            copy(b, PanelLayout.D);
            if (levels.minima() && !levels.halves()) {
                copy(ByteActivations.BLOCKS + b, layout.minimum());
            }
            a.add(PanelKernel.PLACE, PanelKernel.PART_BYTES);
        }
        if (levels.halves()) {
            exchange(HALF_SCALES, column -> Gpr.RSP.at(zeroEnd() + VECTOR * column));
            a.mov(PanelKernel.PLACE, PanelKernel.PANEL);
            for (int b = 0; b < ByteActivations.BLOCKS; b++) {
                copy(2 * b, layout.scales());
                copy(2 * b + 1, layout.scales() + VECTOR);
                a.add(PanelKernel.PLACE, PanelKernel.PART_BYTES);
            }
        }
        if (levels.halves() && levels.minima()) {
            exchange(HALF_MINIMA, column -> Gpr.RSP.at(zeroEnd() + VECTOR * column));
            a.mov(PanelKernel.PLACE, PanelKernel.PANEL);
            for (int b = 0; b < ByteActivations.BLOCKS; b++) {
                copy(b, layout.minimum());
                copy(ByteActivations.BLOCKS + b, layout.minimum() + VECTOR);
                a.add(PanelKernel.PLACE, PanelKernel.PART_BYTES);
            }
        }
    }

    private void copy(int column, int field) {
        a.vmovdqu(zmm(0), Gpr.RSP.at(zeroEnd() + VECTOR * column));
        a.vmovdqu(PanelKernel.PLACE.at(field), zmm(0));
    }

    /** 16 × 16 numbers of 32 bits, those at {@code offset} of each row: four rows at a time within 128 bits, then whole 128 bits. */
    private void exchange(int offset, IntFunction<Mem> column) {
        for (int four = 0; four < 4; four++) {
            for (int i = 0; i < 4; i++) {
                a.vmovdqu(zmm(i), Gpr.RSP.at(start + (4 * four + i) * rowBytes() + offset));
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
        return Gpr.RSP.at(zeroEnd() + PanelLayout.ROWS * VECTOR + VECTOR * (4 * four + k));
    }
}
