package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q4_0}. */
final class Q4_0Weights implements Unpacking {
    private static final Levels LEVELS = new Levels(32, 18, 15, 8, false, false);
    private static final int STRIDE = 18;

    private final Lanes lanes;
    private final SmallNibbles nibbles;
    private final BlockNumbers numbers;

    Q4_0Weights(Lanes lanes) {
        this.lanes = lanes;
        this.nibbles = new SmallNibbles(lanes, STRIDE, 2);
        this.numbers = new BlockNumbers(lanes, STRIDE, 0);
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
    }
}
