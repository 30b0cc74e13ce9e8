package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#IQ4_NL}: nibbles are indices of levels. */
final class IQ4_NLWeights implements Unpacking {
    private static final Levels LEVELS = new Levels(32, 18, 241, 128, false, false);
    private static final int STRIDE = 18;

    private final Lanes lanes;
    private final Assembler a;
    private final SmallNibbles nibbles;
    private final BlockNumbers numbers;
    private final Vec table;

    IQ4_NLWeights(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.table = UnevenTable.load(lanes);
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
        a.vpshufb(to, table, to);
    }
}
