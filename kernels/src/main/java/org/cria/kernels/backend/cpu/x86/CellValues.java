package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Vec;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** How 32 values of a cached row become floats in registers; the same floats as the format's decode. */
enum CellValues {
    F32(Formats.F32),
    F16(Formats.F16),
    Q8_0(Formats.Q8_0);

    /** Values that are read with one scale, and the grain of heads. */
    static final int VALUES = ByteActivations.BLOCK;

    /**
     * Two to this are the cells from one that is read to one that is asked for early: heads of neighbouring cells lie too far apart for the
     * processor to see what comes next.
     */
    static final int AHEAD = 4;

    private final Format format;

    CellValues(Format format) {
        this.format = format;
    }

    Format format() {
        return format;
    }

    /** Bytes of 32 values. */
    int bytes() {
        return Math.toIntExact(format.bytes(VALUES));
    }

    /** What {@link #load} needs of the 32 values at an address. */
    void begin(Assembler a, Vec scale, Gpr at) {
        if (this == Q8_0) {
            Vec half = scale.bytes() == 64 ? scale.y() : scale.x();
            a.vpbroadcastw(half, at.at(0));
            a.vcvtph2ps(scale, half);
        }
    }

    /**
     * Loads as many values as {@code to} has lanes.
     *
     * @param first of the 32, the number of the first one
     * @param scale what {@link #begin} left there
     */
    void load(Assembler a, Vec to, Gpr at, int first, Vec scale) {
        switch (this) {
            case F32 -> a.vmovdqu(to, at.at(Float.BYTES * first));
            case F16 -> a.vcvtph2ps(to, at.at(Short.BYTES * first));
            case Q8_0 -> {
                a.vpmovsxbd(to, at.at(Short.BYTES + first));
                a.vcvtdq2ps(to, to);
                a.vmulps(to, to, scale);
            }
        }
    }
}
