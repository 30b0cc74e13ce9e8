package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** Scales of 16 values, of which a group has 16, for sums that belong to one such half block each. They are in the format's own registers. */
final class HalfScales {
    private final Lanes lanes;
    private final Assembler a;
    private final Operand[] pairs;
    private final Operand evenThenOdd;

    HalfScales(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        if (lanes.wide()) {
            // Each 128 bits hold sums of one half block of two blocks, four of each.
            pairs = new Operand[2];
            for (int p = 0; p < pairs.length; p++) {
                int first = 8 * p;
                pairs[p] = lanes.index(Constants.bytes(i -> 2 * (first + i / 16 + i / 8 % 2 * 4) + i % 2));
            }
        } else {
            pairs = new Operand[4];
            for (int p = 0; p < pairs.length; p++) {
                int first = 4 * p;
                pairs[p] = lanes.inMemory(Constants.bytes(i -> first + i / 8 % 2 * 2 + i % 2));
            }
        }
        evenThenOdd = lanes.inMemory(Constants.bytes(i -> i < 8 ? 2 * i : 2 * i - 15));
    }

    /**
     * Spreads them.
     *
     * @param bytes int8[16], the first half of block 0 first; may be lost
     */
    void spread(Vec bytes) {
        a.vpmovsxbw(inOrder(), bytes.x());
        if (!lanes.wide()) {
            a.vpshufb(bytes.x(), bytes.x(), evenThenOdd);
            a.vpmovsxbw(words(), bytes.x());
        }
    }

    /** int16[16], in the order of the values. */
    Vec inOrder() {
        return lanes.wide() ? words().y() : lanes.own(0);
    }

    /** Scales of the sums of pair number {@code pair} of vectors of sums. */
    void pair(int pair, Vec to) {
        if (lanes.wide()) {
            a.vpermb(to, (Vec) pairs[pair], words());
        } else {
            a.vpshufb(to, words(), pairs[pair]);
        }
    }

    private Vec words() {
        return lanes.own(1);
    }
}
