package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.xmm;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;

/**
 * Code that is written for the calls of Linux and macOS, called as Windows does: arguments are in RCX, RDX, R8, R9 and on the stack behind 32
 * bytes, and the caller wants RDI, RSI and XMM6 to 15 back (Microsoft, x64 calling convention).
 */
final class WindowsCalls {
    private static final Gpr[] KEPT = {Gpr.RDI, Gpr.RSI};
    private static final int FIRST_KEPT = 6;
    private static final int LAST_KEPT = 15;
    private static final int VECTOR = 16;
    /** Eight bytes more than vectors take: so the stack is aligned as the code expects it. */
    private static final int FRAME = (LAST_KEPT - FIRST_KEPT + 1) * VECTOR + 8;
    /** The return address and 32 bytes for the callee are below the fifth argument, and what is pushed here. */
    private static final int FIFTH = 40 + KEPT.length * 8 + FRAME;

    private WindowsCalls() {}

    /** The same code with what it takes around it. */
    static byte[] around(byte[] code) {
        Assembler a = new Assembler();
        Label body = new Label();
        for (Gpr kept : KEPT) {
            a.push(kept);
        }
        a.sub(Gpr.RSP, FRAME);
        for (int i = FIRST_KEPT; i <= LAST_KEPT; i++) {
            a.vmovdqu(Gpr.RSP.at(VECTOR * (i - FIRST_KEPT)), xmm(i));
        }
        a.mov(Registers.ADDRESS, Gpr.RCX);
        a.mov(Registers.IN, Gpr.RDX);
        a.mov(Registers.OUT, Gpr.R8);
        a.mov(Registers.FIRST, Gpr.R9);
        a.mov(Registers.SECOND, Gpr.RSP.at(FIFTH));
        a.mov(Registers.THIRD, Gpr.RSP.at(FIFTH + 8));
        a.call(body);
        for (int i = FIRST_KEPT; i <= LAST_KEPT; i++) {
            a.vmovdqu(xmm(i), Gpr.RSP.at(VECTOR * (i - FIRST_KEPT)));
        }
        a.add(Gpr.RSP, FRAME);
        for (int i = KEPT.length; i-- > 0; ) {
            a.pop(KEPT[i]);
        }
        a.ret();
        a.align(Constants.BYTES);
        a.bind(body);
        a.data(code);
        return a.bytes();
    }
}
