package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;
import org.jspecify.annotations.Nullable;

/** The fifth bits of small blocks of 32 values, bit i of 32 for value i: their bytes come to all values, and each value looks at its bit. */
final class FifthBits {
    /** Of a mask register that nothing else uses. */
    private static final int MASK = 5;

    private final Lanes lanes;
    private final Assembler a;
    private final int stride;
    private final int offset;
    private final @Nullable Vec index;
    private final @Nullable Vec lastIndex;
    private final Operand bits;
    private final Operand sixteens;
    private final Operand bytes;

    /**
     * The bits of blocks.
     *
     * @param stride bytes of a block
     * @param offset of the four bytes in it
     */
    FifthBits(Lanes lanes, int stride, int offset) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.stride = stride;
        this.offset = offset;
        this.index = lanes.wide() ? index(0) : null;
        this.lastIndex = lanes.wide() ? index(6 * stride - lastLoad()) : null;
        this.bits = lanes.wide()
                ? lanes.inMemory(Constants.bytes(i -> 1 << i % 8))
                : lanes.constant(Constants.bytes(i -> 1 << i % 8));
        this.sixteens = lanes.inMemory(Constants.bytes(i -> 16));
        this.bytes = lanes.inMemory(Constants.bytes(i -> i / 8));
    }

    private int lastLoad() {
        return 8 * stride - Constants.BYTES;
    }

    private Vec index(int shifted) {
        return lanes.index(Constants.bytes(i -> shifted + i / 32 * stride + offset + i % 32 / 8));
    }

    /** Adds 16 to the levels whose bit is set. */
    void add(Gpr w, int part, Vec to) {
        Vec spread = lanes.free();
        if (index == null || lastIndex == null) {
            a.vpbroadcastd(spread, w.at(part * stride + offset));
            a.vpshufb(spread, spread, bytes);
            a.vpand(spread, spread, bits);
            a.vpcmpeqb(spread, spread, bits);
            a.vpand(spread, spread, sixteens);
            a.vpor(to, to, spread);
        } else {
            boolean last = part == 3;
            a.vpermb(spread, last ? lastIndex : index, w.at(last ? lastLoad() : 2 * part * stride));
            a.vptestmb(MASK, spread, bits);
            a.vpaddb(to.merging(MASK), to, sixteens);
        }
    }
}
