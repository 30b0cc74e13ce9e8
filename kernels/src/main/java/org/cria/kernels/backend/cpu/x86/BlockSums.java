package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;
import org.jspecify.annotations.Nullable;

/**
 * Sums of the products of eight blocks: products of four neighbours first, by the processor's instructions for bytes, then pairs of sums
 * until each block has one lane. Sums that fit 16 bits are packed and added by one multiplication with ones, or with scales of 16 values.
 */
final class BlockSums {
    private static final int EVEN = 0x88;
    private static final int ODD = 0xDD;

    private final Lanes lanes;
    private final Assembler a;
    private final Levels levels;
    private final Operand ones;
    private final @Nullable HalfScales scales;

    BlockSums(Lanes lanes, Levels levels, @Nullable HalfScales scales) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        this.levels = levels;
        this.ones = lanes.constant(Constants.words(i -> 1));
        this.scales = scales;
    }

    /** {@code to =} sums of four products of levels and activations. A large level is lost. */
    void multiply(Vec to, Vec level, Gpr x, int offset) {
        switch (lanes.set()) {
            case AVX512 -> {
                a.vpxor(to.y(), to.y(), to.y());
                a.vpdpbusd(to, level, x.at(offset));
            }
            case AVX_VNNI -> {
                a.vpxor(to, to, to);
                a.vpdpbusdVex(to, level, x.at(offset));
            }
            case AVX2 -> {
                if (levels.large()) {
                    a.vmovdqu(to, x.at(offset));
                    a.vpsignb(to, to, level);
                    a.vpabsb(level, level);
                    a.vpmaddubsw(to, level, to);
                } else {
                    a.vpmaddubsw(to, level, x.at(offset));
                }
                a.vpmaddwd(to, to, ones);
            }
        }
    }

    /** Combines the sums of two parts, of 32 or 64 values each; {@code pair} counts pairs of parts. */
    void combine(Vec to, Vec first, Vec second, int pair, Vec free) {
        if (scales != null) {
            scales.pair(pair, free);
            a.vpackssdw(to, first, second);
            a.vpmaddwd(to, to, free);
        } else {
            combine(to, first, second, levels.foursFit(), free);
        }
    }

    /** Combines what {@link #combine} made of two pairs. */
    void combineAgain(Vec to, Vec first, Vec second, Vec free) {
        combine(to, first, second, levels.eightsFit() && !levels.halves(), free);
    }

    private void combine(Vec to, Vec first, Vec second, boolean fits, Vec free) {
        if (fits) {
            a.vpackssdw(to, first, second);
            a.vpmaddwd(to, to, ones);
        } else {
            a.vshufps(free, first, second, EVEN);
            a.vshufps(to, first, second, ODD);
            a.vpaddd(to, to, free);
        }
    }

    /** The sums of blocks in order, from two vectors of 256 bits with four blocks each, in their halves. */
    void join(Vec to, Vec first, Vec second, Vec free) {
        a.vperm2i128(free, first, second, 0x20);
        a.vperm2i128(to, first, second, 0x31);
        a.vpaddd(to, to, free);
    }

    /** The sums of blocks in order, from 512 bits with four parts of each pair of blocks. */
    void order(Vec to, Vec free) {
        a.vpermd(free, lanes.order(0), to);
        a.vpermd(to, lanes.order(1), to);
        a.vpaddd(to.y(), to.y(), free.y());
    }
}
