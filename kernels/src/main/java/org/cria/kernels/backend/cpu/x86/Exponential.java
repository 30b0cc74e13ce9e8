package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Mem;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** {@link ScalarExp#exp} of eight lanes: the same operations, and so the same bits. */
final class Exponential {
    private final Assembler a;
    private final Constants constants;
    private final Vec log2e;
    private final Mem least;
    private final Mem most;
    private final Mem round;
    private final Mem high;
    private final Mem low;
    private final Mem one;
    private final Mem c7;
    private final Mem[] fromC6;

    /**
     * Loads what it needs.
     *
     * @param address will hold the address of constants
     * @param log2e a register to keep
     */
    Exponential(Assembler a, Gpr address, Vec log2e) {
        this.a = a;
        this.constants = new Constants(address);
        this.log2e = log2e;
        constants.point(a);
        a.vmovdqu(log2e, constant(ScalarExp.LOG2_E));
        this.least = constant(ScalarExp.LEAST);
        this.most = constant(ScalarExp.MOST);
        this.round = constant(ScalarExp.ROUND);
        this.high = constant(-ScalarExp.LN2_HIGH);
        this.low = constant(-ScalarExp.LN2_LOW);
        this.one = constant(1f);
        this.c7 = constant(ScalarExp.C7);
        this.fromC6 = new Mem[] {
            constant(ScalarExp.C6),
            constant(ScalarExp.C5),
            constant(ScalarExp.C4),
            constant(ScalarExp.C3),
            constant(ScalarExp.C2)
        };
    }

    /** A constant in all lanes. */
    Mem constant(float value) {
        return constants.add(Constants.ints(i -> Float.floatToRawIntBits(value)));
    }

    /** {@code x = eˣ}; NaN stays NaN. The other registers are overwritten. */
    void of(Vec x, Vec rounded, Vec p, Vec other) {
        a.vmovdqu(other, least);
        a.vmaxps(x, other, x);
        a.vmovdqu(other, most);
        a.vminps(x, other, x);
        a.vmovdqu(rounded, x);
        a.vfmadd213ps(rounded, log2e, round);
        a.vsubps(other, rounded, round);
        a.vfmadd231ps(x, other, high);
        a.vfmadd231ps(x, other, low);
        a.vmovdqu(p, c7);
        for (Mem c : fromC6) {
            a.vfmadd213ps(p, x, c);
        }
        a.vmulps(other, x, x);
        a.vfmadd213ps(p, other, x);
        a.vaddps(p, p, one);
        a.vpslld(rounded, rounded, 23);
        a.vpaddd(x, p, rounded);
    }

    /** Writes constants down, once the code is complete. */
    void write() {
        constants.write(a);
    }
}
