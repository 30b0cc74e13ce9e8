package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** Runs of 32 bytes whose low halves are 32 values and whose high halves are the next 32, as in Q4_K and Q5_K. */
final class LargeNibbles {
    private final Lanes lanes;
    private final Assembler a;
    private final int offset;
    private final Operand lowHalves;
    private final Operand shifts;

    /** @param offset of the first run in a block */
    LargeNibbles(Lanes lanes, int offset) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.offset = offset;
        this.lowHalves = lanes.constant(Constants.bytes(i -> 0x0F));
        this.shifts = lanes.wide() ? lanes.constant(Constants.ints(i -> i < 8 ? 0 : 4)) : lowHalves;
    }

    /** Part {@code part}: 32 values, or 64. */
    void load(Gpr w, int part, Vec to) {
        if (lanes.wide()) {
            a.vbroadcasti64x4(to, w.at(offset + 32 * part));
            a.vpsrlvd(to, to, shifts);
            a.vpand(to, to, lowHalves);
        } else {
            a.vmovdqu(to, w.at(offset + part / 2 * 32));
            if (part % 2 == 1) {
                a.vpsrld(to, to, 4);
            }
            a.vpand(to, to, lowHalves);
        }
    }
}
