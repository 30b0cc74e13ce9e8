package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * Loops over numbers that know nothing of each other, eight at a time, each rounded as plain Java rounds it; AVX2 for all processors.
 *
 * <p>Arguments: –; in; out; vectors, at least 1; bits of a factor; –.
 */
enum ElementKernel {
    /** {@code out = in / (1 + e^(−in))}, the operations of {@link org.cria.kernels.backend.cpu.math.ScalarExp#gated}; out may be in. */
    GATE,
    /** {@code out *= in}. */
    MULTIPLY,
    /** {@code out += in}. */
    ADD,
    /** {@code out = in · factor}. */
    SCALE,
    /** {@code out}, four doubles, = the sums of the squares of every fourth number in. */
    SQUARES;

    static final int LANES = 8;

    private static final Gpr IN = Registers.IN;
    private static final Gpr OUT = Registers.OUT;
    private static final Vec X = ymm(12);
    private static final Vec FACTOR = ymm(11);
    private static final Vec SUMS = ymm(10);

    byte[] assemble() {
        Assembler a = new Assembler();
        Exponential exponential = new Exponential(a, Gpr.RAX, ymm(13));
        a.vmovdqu(ymm(15), exponential.constant(-0f));
        a.vmovdqu(ymm(14), exponential.constant(1f));
        a.vmovd(FACTOR.x(), Registers.SECOND);
        a.vbroadcastss(FACTOR, FACTOR.x());
        a.vpxor(SUMS, SUMS, SUMS);
        Label step = new Label();
        a.align(32);
        a.bind(step);
        a.vmovdqu(X, IN.at(0));
        switch (this) {
            case GATE -> {
                a.vpxor(ymm(0), X, ymm(15));
                exponential.of(ymm(0), ymm(1), ymm(2), ymm(3));
                a.vaddps(ymm(0), ymm(0), ymm(14));
                a.vdivps(X, X, ymm(0));
            }
            case MULTIPLY -> a.vmulps(X, X, OUT.at(0));
            case ADD -> a.vaddps(X, X, OUT.at(0));
            case SCALE -> a.vmulps(X, X, FACTOR);
            case SQUARES -> squares(a);
        }
        if (this != SQUARES) {
            a.vmovdqu(OUT.at(0), X);
            a.add(OUT, LANES * Float.BYTES);
        }
        a.add(IN, LANES * Float.BYTES);
        a.sub(Registers.FIRST, 1);
        a.jne(step);
        if (this == SQUARES) {
            a.vmovdqu(OUT.at(0), SUMS);
        }
        a.vzeroupper();
        a.ret();
        exponential.write();
        return a.bytes();
    }

    /** A square of a float is exact in double precision, so it does not matter that it is not rounded before it is added. */
    private static void squares(Assembler a) {
        Vec half = ymm(0);
        Vec other = ymm(1);
        a.vextracti128(other.x(), X, 1);
        a.vcvtps2pd(half, X.x());
        a.vcvtps2pd(other, other.x());
        a.vfmadd231pd(SUMS, half, half);
        a.vfmadd231pd(SUMS, other, other);
    }
}
