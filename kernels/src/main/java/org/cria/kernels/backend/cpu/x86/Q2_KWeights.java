package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q2_K}: two bits of four blocks in 32 bytes; a half block's scale and minimum are a byte. */
final class Q2_KWeights implements Unpacking {
    private static final Levels LEVELS = new Levels(256, 84, 3, 0, true, true);
    private static final int LOW_BITS = 16;
    private static final int NUMBERS = 80;

    private final Lanes lanes;
    private final Assembler a;
    private final HalfScales scales;
    private final Vec secondMinima;
    private final Operand twoBits;
    private final Operand[] shifts = new Operand[2];
    private final Operand lowHalves;
    private final Operand evenThenOdd;

    Q2_KWeights(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.scales = new HalfScales(lanes);
        this.secondMinima = lanes.kept().y();
        this.twoBits = lanes.constant(Constants.bytes(i -> 3));
        for (int p = 0; p < shifts.length && lanes.wide(); p++) {
            int first = 4 * p;
            shifts[p] = lanes.constant(Constants.ints(i -> first + i / 8 * 2));
        }
        this.lowHalves = lanes.inMemory(Constants.bytes(i -> 0x0F));
        this.evenThenOdd = lanes.inMemory(Constants.bytes(i -> i < 8 ? 2 * i : 2 * i - 15));
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
    public Vec secondMinima() {
        return secondMinima;
    }

    @Override
    public void numbers(Gpr w) {
        Vec bytes = lanes.temporary(0).x();
        Vec numbers = lanes.temporary(1).y();
        a.vmovdqu(bytes, w.at(0));
        a.vpsrld(numbers.x(), bytes, 4);
        a.vpand(numbers.x(), numbers.x(), lowHalves);
        a.vpand(bytes, bytes, lowHalves);
        scales.spread(bytes);
        a.vpshufb(numbers.x(), numbers.x(), evenThenOdd);
        a.vpmovzxbd(lanes.minima(), numbers.x());
        a.vpsrldq(numbers.x(), numbers.x(), 8);
        a.vpmovzxbd(secondMinima, numbers.x());
        a.vpbroadcastd(numbers.x(), w.at(NUMBERS));
        a.vcvtph2ps(numbers, numbers.x());
        a.vcvtdq2ps(lanes.minima(), lanes.minima());
        a.vcvtdq2ps(secondMinima, secondMinima);
        a.vmovsldup(lanes.d(), numbers);
        a.vmovshdup(numbers, numbers);
        a.vmulps(lanes.minima(), lanes.minima(), numbers);
        a.vmulps(secondMinima, secondMinima, numbers);
    }

    @Override
    public void levels(Gpr w, int part, Vec to) {
        if (lanes.wide()) {
            a.vbroadcasti64x4(to, w.at(LOW_BITS + part / 2 * 32));
            a.vpsrlvd(to, to, shifts[part % 2]);
        } else {
            a.vmovdqu(to, w.at(LOW_BITS + part / 4 * 32));
            if (part % 4 > 0) {
                a.vpsrlw(to, to, part % 4 * 2);
            }
        }
        a.vpand(to, to, twoBits);
    }
}
