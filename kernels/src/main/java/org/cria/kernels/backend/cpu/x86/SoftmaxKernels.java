package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** The two passes over scores that make weights of them, eight at a time; AVX2 for all processors: no lane knows of another. */
final class SoftmaxKernels {
    static final int LANES = 8;
    /** Sums that {@link #exponentials} writes. */
    static final int SUMS = 4;

    private static final Gpr X = Registers.IN;
    private static final Gpr OUT = Registers.OUT;
    private static final Gpr COUNT = Registers.FIRST;

    private SoftmaxKernels() {}

    /**
     * {@code x *= factor}, and the largest in each lane.
     *
     * <p>Arguments: –; x; out, eight floats; vectors, at least 1; bits of the factor.
     */
    static byte[] scaling() {
        Assembler a = new Assembler();
        Vec factor = ymm(0);
        Vec largest = ymm(1);
        Vec x = ymm(2);
        broadcast(a, factor, Registers.SECOND);
        a.vmulps(largest, factor, X.at(0));
        Label step = new Label();
        a.align(32);
        a.bind(step);
        a.vmulps(x, factor, X.at(0));
        a.vmovdqu(X.at(0), x);
        a.vmaxps(largest, largest, x);
        a.add(X, LANES * Float.BYTES);
        a.sub(COUNT, 1);
        a.jne(step);
        a.vmovdqu(OUT.at(0), largest);
        a.vzeroupper();
        a.ret();
        return a.bytes();
    }

    /**
     * {@code x = e^(x − minus)}, and sums of every fourth in double precision.
     *
     * <p>Arguments: –; x; out, four doubles; vectors, at least 1; bits of what is taken away.
     */
    static byte[] exponentials() {
        Assembler a = new Assembler();
        Exponential exponential = new Exponential(a, Gpr.RAX, ymm(13));
        Vec minus = ymm(15);
        Vec sums = ymm(14);
        broadcast(a, minus, Registers.SECOND);
        a.vpxor(sums, sums, sums);
        Label step = new Label();
        a.align(32);
        a.bind(step);
        a.vmovdqu(ymm(0), X.at(0));
        a.vsubps(ymm(0), ymm(0), minus);
        exponential.of(ymm(0), ymm(1), ymm(2), ymm(3));
        a.vmovdqu(X.at(0), ymm(0));
        a.vcvtps2pd(ymm(1), ymm(0).x());
        a.vaddpd(sums, sums, ymm(1));
        a.vextracti128(ymm(2).x(), ymm(0), 1);
        a.vcvtps2pd(ymm(2), ymm(2).x());
        a.vaddpd(sums, sums, ymm(2));
        a.add(X, LANES * Float.BYTES);
        a.sub(COUNT, 1);
        a.jne(step);
        a.vmovdqu(OUT.at(0), sums);
        a.vzeroupper();
        a.ret();
        exponential.write();
        return a.bytes();
    }

    private static void broadcast(Assembler a, Vec to, Gpr bits) {
        a.vmovd(to.x(), bits);
        a.vbroadcastss(to, to.x());
    }
}
