package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q5_K}: nibbles, and a fifth bit of block b at bit b of 32 bytes. */
final class Q5_KWeights implements Unpacking {
    private static final Levels LEVELS = new Levels(256, 176, 31, 0, false, true);
    private static final int FIFTH_BIT = 16;

    private final Lanes lanes;
    private final Assembler a;
    private final SixBitNumbers numbers;
    private final LargeNibbles nibbles;
    private final Operand sixteens;
    private final Operand[] bits = new Operand[4];

    Q5_KWeights(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.nibbles = new LargeNibbles(lanes, 48);
        this.sixteens = lanes.constant(Constants.bytes(i -> FIFTH_BIT));
        for (int p = 0; p < bits.length && lanes.wide(); p++) {
            int first = 2 * p;
            bits[p] = lanes.constant(Constants.bytes(i -> 1 << first + i / 32));
        }
        this.numbers = new SixBitNumbers(lanes);
    }

    @Override
    public Levels levels() {
        return LEVELS;
    }

    @Override
    public void numbers(Gpr w) {
        if (lanes.wide()) {
            a.vbroadcasti64x4(lanes.own(0), w.at(16));
        } else {
            a.vmovdqu(lanes.own(0), w.at(16));
        }
        numbers.load(w);
    }

    @Override
    public void levels(Gpr w, int part, Vec to) {
        nibbles.load(w, part, to);
        if (lanes.wide()) {
            a.vptestmb(1, lanes.own(0), bits[part]);
            a.vpaddb(to.merging(1), to, sixteens);
        } else {
            Vec fifth = lanes.free();
            if (part < 4) {
                a.vpsllw(fifth, lanes.own(0), 4 - part);
            } else {
                a.vpsrlw(fifth, lanes.own(0), part - 4);
            }
            a.vpand(fifth, fifth, sixteens);
            a.vpor(to, to, fifth);
        }
    }
}
