package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q4_0}: a block's 16 bytes twice, the second time shifted to their high halves. */
final class Q4_0Weights implements Unpacking {
    private static final Levels LEVELS = new Levels(32, 18, 15, 8, false, false);
    private static final int STRIDE = 18;

    private final Lanes lanes;
    private final Assembler a;
    private final Operand lowHalves;
    private final Operand shifts;
    private final BlockNumbers numbers;
    private final SmallNibbles nibbles;

    Q4_0Weights(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.nibbles = new SmallNibbles(lanes, STRIDE, 2);
        this.numbers = new BlockNumbers(lanes, STRIDE);
        this.lowHalves = lanes.constant(Constants.bytes(i -> 0x0F));
        this.shifts = lanes.constant(Constants.ints(i -> i % 8 < 4 ? 0 : 4));
    }

    @Override
    public Levels levels() {
        return LEVELS;
    }

    @Override
    public void numbers(Gpr w) {
        numbers.load(w, lanes.d());
    }

    @Override
    public void levels(Gpr w, int part, Vec to) {
        nibbles.load(w, part, to);
        a.vpsrlvd(to, to, shifts);
        a.vpand(to, to, lowHalves);
    }
}
