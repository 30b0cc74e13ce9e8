package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q5_1}. */
final class Q5_1Weights implements Unpacking {
    private static final Levels LEVELS = new Levels(32, 24, 31, 0, false, true);
    private static final int STRIDE = 24;

    private final SmallNibbles nibbles;
    private final FifthBits fifths;
    private final ScalesAndMinima numbers;

    Q5_1Weights(Lanes lanes) {
        this.fifths = new FifthBits(lanes, STRIDE, 4);
        this.numbers = new ScalesAndMinima(lanes, STRIDE);
        this.nibbles = new SmallNibbles(lanes, STRIDE, 8);
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
        fifths.add(w, part, to);
    }
}
