package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;

/** The two fp16 numbers with which a small block begins: a scale, and a minimum that is added, so that its sign is turned. */
final class ScalesAndMinima {
    private final Lanes lanes;
    private final Assembler a;
    private final BlockNumbers scales;
    private final BlockNumbers minima;
    private final Operand signs;

    /** @param stride bytes of a block */
    ScalesAndMinima(Lanes lanes, int stride) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.scales = new BlockNumbers(lanes, stride, 0);
        this.minima = new BlockNumbers(lanes, stride, Short.BYTES);
        this.signs = lanes.inMemory(Constants.ints(i -> Integer.MIN_VALUE));
    }

    /** Loads them to where the lanes have them. */
    void load(Gpr w) {
        scales.load(w, lanes.d());
        minima.load(w, lanes.minima());
        a.vpxor(lanes.minima(), lanes.minima(), signs);
    }
}
