package org.cria.kernels.backend.cpu.x86.asm;

import org.jspecify.annotations.Nullable;

/**
 * Memory at {@code base + index · scale + displacement}.
 *
 * @param index never RSP
 * @param broadcast the 32 bits there fill every lane (EVEX only)
 */
public record Mem(Gpr base, @Nullable Gpr index, int scale, int displacement, boolean broadcast) implements Operand {
    public Mem {
        if (index == Gpr.RSP || Integer.bitCount(scale) != 1 || scale < 1 || scale > 8) {
            throw new IllegalArgumentException("no address: index " + index + ", scale " + scale);
        }
    }

    /** The 32 bits at this address in every lane. */
    public Mem toAllLanes() {
        return new Mem(base, index, scale, displacement, true);
    }

    /** As a disassembler writes it, sizes left out. */
    @Override
    public String toString() {
        String text = "[" + base + (index == null ? "" : "+" + index + "*" + scale);
        if (displacement != 0) {
            text += displacement < 0
                    ? "-0x" + Integer.toHexString(-displacement)
                    : "+0x" + Integer.toHexString(displacement);
        }
        return text + "]";
    }
}
