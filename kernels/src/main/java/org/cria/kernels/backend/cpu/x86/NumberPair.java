package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;

/** Two numbers in one argument. */
final class NumberPair {
    private NumberPair() {}

    /** Both numbers: 0 to 2³¹ − 1. */
    static long of(int low, long high) {
        if (low < 0 || high != (int) high || high < 0) {
            throw new IllegalArgumentException(low + " and " + high);
        }
        return high << Integer.SIZE | low;
    }

    /** Leaves the low one where both were, the high one in a register of its own. */
    static void split(Assembler a, Gpr both, Gpr high) {
        a.mov(high, both);
        a.shr(high, Integer.SIZE);
        a.shl(both, Integer.SIZE);
        a.shr(both, Integer.SIZE);
    }
}
