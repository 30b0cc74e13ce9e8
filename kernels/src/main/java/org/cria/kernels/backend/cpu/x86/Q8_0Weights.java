package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link org.cria.kernels.format.Formats#Q8_0}: 128 is added to a level by turning its highest bit. */
final class Q8_0Weights implements Unpacking {
    private static final Levels LEVELS = new Levels(32, 34, 255, 128, false, false);
    private static final int STRIDE = 34;

    private final Lanes lanes;
    private final Assembler a;
    private final Operand highestBits;
    private final BlockNumbers numbers;

    Q8_0Weights(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.numbers = new BlockNumbers(lanes, STRIDE, 0);
        this.highestBits = lanes.constant(Constants.bytes(i -> 0x80));
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
        if (lanes.wide()) {
            a.vmovdqu(to.y(), w.at(2 * part * STRIDE + 2));
            a.vinserti64x4(to, to, w.at((2 * part + 1) * STRIDE + 2), 1);
        } else {
            a.vmovdqu(to, w.at(part * STRIDE + 2));
        }
        if (lanes.set() != InstructionSet.AVX2) {
            a.vpxor(to, to, highestBits);
        }
    }
}
