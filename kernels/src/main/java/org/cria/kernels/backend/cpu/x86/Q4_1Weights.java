package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q4_1}. */
final class Q4_1Weights implements Unpacking {
    private static final Levels LEVELS = new Levels(32, 20, 15, 0, false, true);
    private static final int STRIDE = 20;

    private final SmallNibbles nibbles;
    private final ScalesAndMinima numbers;

    Q4_1Weights(Lanes lanes) {
        this.nibbles = new SmallNibbles(lanes, STRIDE, 4);
        this.numbers = new ScalesAndMinima(lanes, STRIDE);
    }

    @Override
    public Levels levels() {
        return LEVELS;
    }

    @Override
    public void numbers(Gpr w) {
        numbers.load(w);
    }

    @Override
    public void levels(Gpr w, int part, Vec to) {
        nibbles.load(w, part, to);
    }
}
