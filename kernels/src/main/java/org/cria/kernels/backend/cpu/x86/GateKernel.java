package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * {@code out = in / (1 + e^(−in))} for eight lanes at a time, the operations of
 * {@link org.cria.kernels.backend.cpu.math.ScalarExp#gated}; AVX2 for all processors: no lane knows of another.
 *
 * <p>Arguments: –; in; out, which may be in; vectors, at least 1; –; –.
 */
final class GateKernel {
    static final int LANES = 8;

    private GateKernel() {}

    static byte[] assemble() {
        Assembler a = new Assembler();
        Gpr in = Registers.IN;
        Gpr out = Registers.OUT;
        Vec signs = ymm(15);
        Vec one = ymm(14);
        Vec gate = ymm(12);
        Exponential exponential = new Exponential(a, Gpr.RAX, ymm(13));
        a.vmovdqu(signs, exponential.constant(-0f));
        a.vmovdqu(one, exponential.constant(1f));
        Label step = new Label();
        a.align(32);
        a.bind(step);
        a.vmovdqu(gate, in.at(0));
        a.vpxor(ymm(0), gate, signs);
        exponential.of(ymm(0), ymm(1), ymm(2), ymm(3));
        a.vaddps(ymm(0), ymm(0), one);
        a.vdivps(ymm(0), gate, ymm(0));
        a.vmovdqu(out.at(0), ymm(0));
        a.add(in, LANES * Float.BYTES);
        a.add(out, LANES * Float.BYTES);
        a.sub(Registers.FIRST, 1);
        a.jne(step);
        a.vzeroupper();
        a.ret();
        exponential.write();
        return a.bytes();
    }
}
