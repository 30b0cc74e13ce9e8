package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q4_K}. */
final class Q4_KWeights implements Unpacking {
    private static final Levels LEVELS = new Levels(256, 144, 15, 0, false, true);

    private final SixBitNumbers numbers;
    private final LargeNibbles nibbles;

    Q4_KWeights(Lanes lanes) {
        this.nibbles = new LargeNibbles(lanes, 16);
        this.numbers = new SixBitNumbers(lanes);
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
