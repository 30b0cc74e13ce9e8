package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q3_K}: two bits of four blocks in 32 bytes, and a third bit of block b at bit b of 32 others. */
final class Q3_KWeights implements Unpacking {
    private static final Levels LEVELS = new Levels(256, 110, 7, 4, true, false);
    private static final int LOW_BITS = 32;
    private static final int SCALES = 96;
    private static final int NUMBER = 108;
    private static final int THIRD_BIT = 4;

    private final Lanes lanes;
    private final Assembler a;
    private final HalfScales scales;
    private final Operand twoBits;
    private final Operand fours;
    private final Operand[] bits = new Operand[4];
    private final Operand[] shifts = new Operand[2];
    private final Operand lowHalfShifts;
    private final Operand lowHalves;
    private final Operand highShifts;
    private final Operand highBits;
    private final Operand middle;

    Q3_KWeights(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.scales = new HalfScales(lanes);
        this.twoBits = lanes.constant(Constants.bytes(i -> 3));
        this.fours = lanes.constant(Constants.bytes(i -> THIRD_BIT));
        for (int p = 0; p < bits.length && lanes.wide(); p++) {
            int first = 2 * p;
            bits[p] = lanes.inMemory(Constants.bytes(i -> 1 << first + i / 32));
        }
        for (int p = 0; p < shifts.length && lanes.wide(); p++) {
            int first = 4 * p;
            shifts[p] = lanes.constant(Constants.ints(i -> first + i / 8 * 2));
        }
        this.lowHalfShifts = lanes.inMemory(Constants.ints(i -> i < 2 ? 0 : 4));
        this.lowHalves = lanes.inMemory(Constants.bytes(i -> 0x0F));
        this.highShifts = lanes.inMemory(Constants.ints(i -> 2 * i));
        this.highBits = lanes.inMemory(Constants.bytes(i -> 3));
        this.middle = lanes.inMemory(Constants.bytes(i -> 32));
    }

    @Override
    public Levels levels() {
        return LEVELS;
    }

    @Override
    public HalfScales scales() {
        return scales;
    }

    @Override
    public void numbers(Gpr w) {
        Vec bytes = lanes.temporary(0).x();
        Vec high = lanes.temporary(1).x();
        a.vmovq(bytes, w.at(SCALES));
        a.vpunpcklqdq(bytes, bytes, bytes);
        a.vpsrlvd(bytes, bytes, lowHalfShifts);
        a.vpand(bytes, bytes, lowHalves);
        a.vpbroadcastd(high, w.at(SCALES + 8));
        a.vpsrlvd(high, high, highShifts);
        a.vpand(high, high, highBits);
        a.vpslld(high, high, 4);
        a.vpor(bytes, bytes, high);
        a.vpsubb(bytes, bytes, middle);
        scales.spread(bytes);
        a.vpbroadcastw(lanes.d().x(), w.at(NUMBER));
        a.vcvtph2ps(lanes.d(), lanes.d().x());
    }

    @Override
    public void levels(Gpr w, int part, Vec to) {
        if (lanes.wide()) {
            a.vbroadcasti64x4(to, w.at(LOW_BITS + part / 2 * 32));
            a.vpsrlvd(to, to, shifts[part % 2]);
            a.vpand(to, to, twoBits);
            a.vbroadcasti64x4(lanes.free(), w.at(0));
            a.vptestmb(1, lanes.free(), bits[part]);
            a.vpaddb(to.merging(1), to, fours);
        } else {
            Vec third = lanes.free();
            a.vmovdqu(to, w.at(LOW_BITS + part / 4 * 32));
            a.vmovdqu(third, w.at(0));
            if (part % 4 > 0) {
                a.vpsrlw(to, to, part % 4 * 2);
            }
            if (part < 2) {
                a.vpsllw(third, third, 2 - part);
            } else if (part > 2) {
                a.vpsrlw(third, third, part - 2);
            }
            a.vpand(to, to, twoBits);
            a.vpand(third, third, fours);
            a.vpor(to, to, third);
        }
    }
}
