package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Vec;
import org.jspecify.annotations.Nullable;

/** How a format's weights come to vector registers; one object for one kernel, made before the kernel's code begins. */
interface Unpacking {
    Levels levels();

    /** Where the format has scales of 16 values: those. */
    default @Nullable HalfScales scales() {
        return null;
    }

    /** Where the format has minima of 16 values: those of the second halves of blocks. */
    default @Nullable Vec secondMinima() {
        return null;
    }

    /** Loads what all blocks of a group need: {@link Lanes#d}, and where the format has them {@link Lanes#minima}, {@link #scales}
     * and {@link #secondMinima}. */
    void numbers(Gpr w);

    /**
     * The levels of the next values in order, 32 in 256 bits or 64 in 512.
     *
     * @param w the address of 256 values
     * @param part which of them, from 0
     * @param to receives them as bytes without sign; where {@link Levels#large} and AVX2 has to do, with their sign
     */
    void levels(Gpr w, int part, Vec to);
}
