package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Mem;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** 256 weights times the same number of activations of each token, added to the tokens' sums. */
final class GroupProduct {
    private final Assembler a;
    private final Lanes lanes;
    private final Unpacking weights;
    private final Levels levels;
    private final BlockSums sums;
    private final int tokens;

    GroupProduct(Lanes lanes, Unpacking weights, int tokens) {
        this.a = lanes.assembler();
        this.lanes = lanes;
        this.weights = weights;
        this.levels = weights.levels();
        this.sums = new BlockSums(lanes, levels, weights.scales());
        this.tokens = tokens;
    }

    /** @param x activations of the first token; those of the others follow */
    void add(Gpr w, Gpr x) {
        weights.numbers(w);
        if (tokens > 1) {
            unpack(w);
        }
        for (int t = 0; t < tokens; t++) {
            int at = t * ByteActivations.GROUP_BYTES;
            if (lanes.wide()) {
                wide(w, x, at);
            } else {
                narrow(w, x, at);
            }
            multiply(x, at, lanes.sum(t));
        }
    }

    /** Levels are unpacked once for several tokens, to registers or, where those are few, to the stack. */
    private void unpack(Gpr w) {
        if (lanes.wide()) {
            for (int p = 0; p < 4; p++) {
                weights.levels(w, p, lanes.part(p));
            }
        } else {
            Vec level = lanes.temporary(0);
            for (int block = 0; block < 8; block++) {
                weights.levels(w, block, level);
                a.vmovdqu(unpacked(block), level);
            }
        }
    }

    private Mem unpacked(int block) {
        return Gpr.RSP.at(Math.ceilDiv(levels.groupBytes(), 64) * 64 + 32 * block);
    }

    /** Bytes that the product needs at the stack pointer, after a group of weights. */
    int stackBytes() {
        return tokens > 1 && !lanes.wide() ? ByteActivations.GROUP : 0;
    }

    /** The sums of eight blocks to the first temporary register. */
    private void wide(Gpr w, Gpr x, int at) {
        Vec free = lanes.temporary(4);
        for (int p = 0; p < 4; p++) {
            Vec level = tokens > 1 ? lanes.part(p) : free;
            if (tokens == 1) {
                weights.levels(w, p, free);
            }
            sums.multiply(lanes.temporary(p), level, x, at + 64 * p);
        }
        Vec low = lanes.temporary(0);
        Vec high = lanes.temporary(2);
        sums.combine(low, low, lanes.temporary(1), 0, free);
        sums.combine(high, high, lanes.temporary(3), 1, free);
        sums.combineAgain(low, low, high, free);
        sums.order(low, free);
    }

    private void narrow(Gpr w, Gpr x, int at) {
        Vec first = lanes.temporary(0);
        Vec second = lanes.temporary(1);
        Vec level = lanes.temporary(2);
        Vec pair = lanes.temporary(4);
        Vec four = lanes.temporary(5);
        for (int block = 0; block < 8; block++) {
            if (tokens > 1) {
                a.vmovdqu(level, unpacked(block));
            } else {
                weights.levels(w, block, level);
            }
            sums.multiply(block % 2 == 0 ? first : second, level, x, at + 32 * block);
            if (block % 2 == 1) {
                sums.combine(block % 4 == 1 ? pair : first, first, second, block / 2, level);
            }
            if (block % 4 == 3) {
                sums.combineAgain(block == 3 ? four : first, pair, first, level);
            }
        }
        sums.join(first, four, first, second);
    }

    /** Takes off what levels are too large by, and multiplies sums of blocks with their numbers. */
    private void multiply(Gpr x, int at, Vec sum) {
        Vec blocks = lanes.temporary(0).y();
        Vec free = lanes.temporary(1).y();
        int offset = levels.offset();
        if (offset != 0 && !(levels.large() && lanes.set() == InstructionSet.AVX2)) {
            HalfScales scales = weights.scales();
            if (scales != null) {
                a.vpmaddwd(free, scales.inOrder(), x.at(at + ByteActivations.HALVES));
                a.vpslld(free, free, Integer.numberOfTrailingZeros(offset));
                a.vpsubd(blocks, blocks, free);
            } else {
                a.vmovdqu(free, x.at(at + ByteActivations.COUNTS));
                a.vpsrad(free, free, Integer.numberOfTrailingZeros(-ByteActivations.COUNTED / offset));
                a.vpaddd(blocks, blocks, free);
            }
        }
        a.vcvtdq2ps(blocks, blocks);
        a.vmulps(blocks, blocks, lanes.d());
        a.vfmadd231ps(sum, blocks, x.at(at + ByteActivations.SCALES));
        if (levels.minima()) {
            Vec second = weights.secondMinima();
            int sums = second == null ? ByteActivations.SUMS : ByteActivations.HALF_SUMS;
            a.vfnmadd231ps(sum, lanes.minima(), x.at(at + sums));
            if (second != null) {
                a.vfnmadd231ps(sum, second, x.at(at + sums + ByteActivations.SECOND_HALVES));
            }
        }
    }
}
