package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;
import org.jspecify.annotations.Nullable;

/**
 * The nibbles of small blocks: a block's 16 bytes twice, the second time shifted to their high halves. 512 bits take two blocks: one load and one permutation of
 * bytes, the last load a little before its blocks so that it ends with the group.
 */
final class SmallNibbles {
    private final Lanes lanes;
    private final Assembler a;
    private final int stride;
    private final int offset;
    private final Operand lowHalves;
    private final Operand shifts;
    private final @Nullable Vec index;
    private final @Nullable Vec lastIndex;

    /**
     * @param stride bytes of a block
     * @param offset in it, of the nibbles
     */
    SmallNibbles(Lanes lanes, int stride, int offset) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.stride = stride;
        this.offset = offset;
        this.index = lanes.wide() ? index(0) : null;
        this.lastIndex = lanes.wide() ? index(6 * stride - lastLoad()) : null;
        this.lowHalves = lanes.constant(Constants.bytes(i -> 0x0F));
        this.shifts = lanes.constant(Constants.ints(i -> i % 8 < 4 ? 0 : 4));
    }

    private int lastLoad() {
        return 8 * stride - Constants.BYTES;
    }

    private Vec index(int shifted) {
        return lanes.index(Constants.bytes(i -> shifted + i / 32 * stride + offset + i % 16));
    }

    /** Loads those of part {@code part}: a block, or two. */
    void load(Gpr w, int part, Vec to) {
        if (index == null || lastIndex == null) {
            a.vbroadcasti128(to, w.at(part * stride + offset));
        } else if (part < 3) {
            a.vpermb(to, index, w.at(2 * part * stride));
        } else {
            a.vpermb(to, lastIndex, w.at(lastLoad()));
        }
        a.vpsrlvd(to, to, shifts);
        a.vpand(to, to, lowHalves);
    }
}
