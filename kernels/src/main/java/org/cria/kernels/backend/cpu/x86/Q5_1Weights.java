package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q5_1}: the minimum is added, so its sign is turned. */
final class Q5_1Weights implements Unpacking {
    private static final Levels LEVELS = new Levels(32, 24, 31, 0, false, true);
    private static final int STRIDE = 24;

    private final Lanes lanes;
    private final Assembler a;
    private final SmallNibbles nibbles;
    private final FifthBits fifths;
    private final BlockNumbers numbers;
    private final BlockNumbers minima;
    private final Operand signs;

    Q5_1Weights(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.fifths = new FifthBits(lanes, STRIDE, 4);
        this.numbers = new BlockNumbers(lanes, STRIDE, 0);
        this.minima = new BlockNumbers(lanes, STRIDE, 2);
        this.nibbles = new SmallNibbles(lanes, STRIDE, 8);
        this.signs = lanes.inMemory(Constants.ints(i -> Integer.MIN_VALUE));
    }

    @Override
    public Levels levels() {
        return LEVELS;
    }

    @Override
    public void numbers(Gpr w) {
        numbers.load(w, lanes.d());
        minima.load(w, lanes.minima());
        a.vpxor(lanes.minima(), lanes.minima(), signs);
    }

    @Override
    public void levels(Gpr w, int part, Vec to) {
        nibbles.load(w, part, to);
        fifths.add(w, part, to);
    }
}
