package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q5_0}. */
final class Q5_0Weights implements Unpacking {
    private static final Levels LEVELS = new Levels(32, 22, 31, 16, false, false);
    private static final int STRIDE = 22;

    private final Lanes lanes;
    private final SmallNibbles nibbles;
    private final FifthBits fifths;
    private final BlockNumbers numbers;

    Q5_0Weights(Lanes lanes) {
        this.lanes = lanes;
        this.fifths = new FifthBits(lanes, STRIDE, 2);
        this.numbers = new BlockNumbers(lanes, STRIDE, 0);
        this.nibbles = new SmallNibbles(lanes, STRIDE, 6);
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
        fifths.add(w, part, to);
    }
}
