package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q6_K}: nibbles of 128 values in 64 bytes, their high bits in 32 others. */
final class Q6_KWeights implements Unpacking {
    private static final Levels LEVELS = new Levels(256, 210, 63, 32, true, false);
    private static final int HIGH_BITS = 128;
    private static final int SCALES = 192;
    private static final int NUMBER = 208;
    /** A bit of {@code to}, or of both {@code a} and {@code b}. */
    private static final int OR_BOTH = 0xF8;

    private final Lanes lanes;
    private final Assembler a;
    private final HalfScales scales;
    private final Operand lowHalves;
    private final Operand highBits;
    private final Operand up;
    private final Operand down;

    Q6_KWeights(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.scales = new HalfScales(lanes);
        this.lowHalves = lanes.constant(Constants.bytes(i -> 0x0F));
        this.highBits = lanes.constant(Constants.bytes(i -> 0x30));
        this.up = lanes.wide() ? lanes.constant(Constants.ints(i -> i < 8 ? 4 : 2)) : lowHalves;
        this.down = lanes.wide() ? lanes.constant(Constants.ints(i -> i < 8 ? 0 : 2)) : lowHalves;
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
        a.vmovdqu(bytes, w.at(SCALES));
        scales.spread(bytes);
        a.vpbroadcastw(lanes.d().x(), w.at(NUMBER));
        a.vcvtph2ps(lanes.d(), lanes.d().x());
    }

    @Override
    public void levels(Gpr w, int part, Vec to) {
        if (lanes.wide()) {
            wide(w, part, to);
        } else {
            narrow(w, part, to);
        }
    }

    private void wide(Gpr w, int part, Vec to) {
        Vec high = lanes.free();
        a.vbroadcasti64x4(high, w.at(HIGH_BITS + part / 2 * 32));
        if (part % 2 == 0) {
            a.vpand(to, (Vec) lowHalves, w.at(part / 2 * 64));
            a.vpsllvd(high, high, up);
        } else {
            a.vpsrld(to, w.at(part / 2 * 64), 4);
            a.vpand(to, to, lowHalves);
            a.vpsrlvd(high, high, down);
        }
        a.vpternlogd(to, high, highBits, OR_BOTH);
    }

    private void narrow(Gpr w, int part, Vec to) {
        Vec high = lanes.free();
        int quarter = part % 4;
        a.vmovdqu(to, w.at(part / 4 * 64 + quarter % 2 * 32));
        a.vmovdqu(high, w.at(HIGH_BITS + part / 4 * 32));
        if (quarter >= 2) {
            a.vpsrld(to, to, 4);
        }
        if (quarter < 2) {
            a.vpslld(high, high, 4 - 2 * quarter);
        } else if (quarter == 3) {
            a.vpsrld(high, high, 2);
        }
        a.vpand(to, to, lowHalves);
        a.vpand(high, high, highBits);
        a.vpor(to, to, high);
    }
}
