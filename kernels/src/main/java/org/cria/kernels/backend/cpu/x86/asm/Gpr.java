package org.cria.kernels.backend.cpu.x86.asm;

import java.util.Locale;

/** A 64-bit register for addresses and counts. */
public enum Gpr implements Operand {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15;

    /** The memory at this register's address plus {@code displacement} bytes. */
    public Mem at(int displacement) {
        return new Mem(this, null, 1, displacement, false);
    }

    /** The memory at this register's address plus {@code index · scale + displacement} bytes; scale is 1, 2, 4 or 8. */
    public Mem at(Gpr index, int scale, int displacement) {
        return new Mem(this, index, scale, displacement, false);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
