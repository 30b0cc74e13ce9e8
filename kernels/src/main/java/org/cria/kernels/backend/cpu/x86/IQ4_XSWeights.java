package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#IQ4_XS}: nibbles are indices of levels, and scales have four bits in one place, two in another. */
final class IQ4_XSWeights implements Unpacking {
    private static final Levels LEVELS = new Levels(256, 136, 241, 128, false, false);
    /** The first two runs of 128 bits, each twice. */
    private static final int EACH_TWICE = 0x50;

    private final Lanes lanes;
    private final Assembler a;
    private final Vec table;
    private final Operand lowHalves;
    private final Operand shifts;
    private final Operand fours;
    private final Operand lowFour;
    private final Operand twos;
    private final Operand lowTwo;
    private final Operand middle;

    IQ4_XSWeights(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.table = UnevenTable.load(lanes);
        this.lowHalves = lanes.constant(Constants.bytes(i -> 0x0F));
        this.shifts = lanes.constant(Constants.ints(i -> i % 8 < 4 ? 0 : 4));
        this.fours = lanes.inMemory(Constants.ints(i -> 4 * i));
        this.lowFour = lanes.inMemory(Constants.ints(i -> 0xF));
        this.twos = lanes.inMemory(Constants.ints(i -> 2 * i));
        this.lowTwo = lanes.inMemory(Constants.ints(i -> 3));
        this.middle = lanes.inMemory(Constants.ints(i -> 32));
    }

    @Override
    public Levels levels() {
        return LEVELS;
    }

    @Override
    public void numbers(Gpr w) {
        Vec d = lanes.d();
        Vec other = lanes.temporary(0).y();
        a.vpbroadcastd(d, w.at(4));
        a.vpsrlvd(d, d, fours);
        a.vpand(d, d, lowFour);
        a.vpbroadcastd(other, w.at(2));
        a.vpsrlvd(other, other, twos);
        a.vpand(other, other, lowTwo);
        a.vpslld(other, other, 4);
        a.vpor(d, d, other);
        a.vpsubd(d, d, middle);
        a.vcvtdq2ps(d, d);
        a.vpbroadcastw(other.x(), w.at(0));
        a.vcvtph2ps(other, other.x());
        a.vmulps(d, d, other);
    }

    @Override
    public void levels(Gpr w, int part, Vec to) {
        if (lanes.wide()) {
            a.vbroadcasti64x4(to, w.at(8 + 32 * part));
            a.vshufi32x4(to, to, to, EACH_TWICE);
        } else {
            a.vbroadcasti128(to, w.at(8 + 16 * part));
        }
        a.vpsrlvd(to, to, shifts);
        a.vpand(to, to, lowHalves);
        a.vpshufb(to, table, to);
    }
}
