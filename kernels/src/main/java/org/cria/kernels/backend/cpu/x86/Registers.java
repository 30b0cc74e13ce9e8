package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Gpr;

/** Where the arguments of {@link NativeCode#call} are, as on Linux and macOS. All registers but RBX, RBP, RSP and R12 to R15 may be changed. */
final class Registers {
    static final Gpr ADDRESS = Gpr.RDI;
    static final Gpr IN = Gpr.RSI;
    static final Gpr OUT = Gpr.RDX;
    static final Gpr FIRST = Gpr.RCX;
    static final Gpr SECOND = Gpr.R8;
    static final Gpr THIRD = Gpr.R9;

    private Registers() {}
}
