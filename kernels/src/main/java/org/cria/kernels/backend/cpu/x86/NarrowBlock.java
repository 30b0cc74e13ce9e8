package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;

import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Mem;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * A block of 32 columns of a panel times a few tokens, AVX2: eight rows are a vector, four activations of a token are broadcast. Products are
 * added in 16 bits for as many columns as fit. Registers for addresses are those of {@link NarrowTileKernel}.
 */
final class NarrowBlock {
    static final int VECTOR = 32;
    /** Vectors of a number for each row. */
    static final int SIDES = 2;

    private static final int WORDS = ByteActivations.BLOCK / Integer.BYTES;
    private static final Vec X = ymm(12);
    private static final Vec PRODUCT = ymm(13);
    private static final Vec ONES = ymm(15);

    private final Assembler a;
    private final InstructionSet set;
    private final PanelLayout layout;
    private final Levels levels;
    private final int tokens;

    /** Before the code of the blocks: it loads a constant. */
    NarrowBlock(Assembler a, InstructionSet set, PanelLayout layout, Constants constants, int tokens) {
        this.a = a;
        this.set = set;
        this.layout = layout;
        this.levels = layout.levels();
        this.tokens = tokens;
        a.vmovdqu(ONES, constants.add(Constants.words(i -> 1)));
    }

    /** Adds the product to {@link NarrowTileKernel#PARTS}. */
    void add() {
        if (layout.signed()) {
            signedProducts();
        } else if (dots()) {
            dotProducts();
        } else {
            products();
        }
        if (layout.offset() != 0) {
            correct();
        }
        addToParts();
    }

    /** Whether there is an instruction that adds products in 32 bits; scales of halves are multiplied in 16. */
    private boolean dots() {
        return set == InstructionSet.AVX_VNNI && !levels.halves();
    }

    private void products() {
        int run = wordsThatFit();
        for (int from = 0; from < WORDS; from += run) {
            for (int word = from; word < from + run; word++) {
                load(PanelLayout.VECTOR * word);
                products(word, word == from);
            }
            widen(from, from + run == WORDS);
        }
    }

    /** Words whose products fit 16 bits, and have one scale. */
    private int wordsThatFit() {
        int words = levels.halves() ? WORDS / 2 : WORDS;
        while (words * 2 * levels.most() * Byte.MAX_VALUE > Short.MAX_VALUE) {
            words /= 2;
        }
        return words;
    }

    private void products(int word, boolean first) {
        for (int t = 0; t < tokens; t++) {
            a.vpbroadcastd(X, four(t, word));
            for (int side = 0; side < SIDES; side++) {
                if (first) {
                    a.vpmaddubsw(sum(t, side), weights(side), X);
                } else {
                    a.vpmaddubsw(PRODUCT, weights(side), X);
                    a.vpaddw(sum(t, side), sum(t, side), PRODUCT);
                }
            }
        }
    }

    /** From 16 to 32 bits, times scales where halves have them; added to what earlier words gave, which waits on the stack. */
    private void widen(int from, boolean last) {
        if (levels.halves()) {
            load(layout.scales() + from / (WORDS / 2) * PanelLayout.VECTOR);
        }
        for (int t = 0; t < tokens; t++) {
            for (int side = 0; side < SIDES; side++) {
                Vec sum = sum(t, side);
                a.vpmaddwd(sum, sum, levels.halves() ? weights(side) : ONES);
                if (from > 0) {
                    a.vpaddd(sum, sum, waiting(t, side));
                }
                if (!last) {
                    a.vmovdqu(waiting(t, side), sum);
                }
            }
        }
    }

    /**
     * The sign of a weight is given to the activation, save that bits are turned and 1 is not added: all such ones of a row are its offset. On
     * Zen 3 {@code vpsignb} would wait for the two pipes of the products.
     */
    private void signedProducts() {
        Vec zero = ymm(14);
        a.vpxor(zero, zero, zero);
        for (int word = 0; word < WORDS; word++) {
            load(PanelLayout.VECTOR * word);
            for (int side = 0; side < SIDES; side++) {
                a.vpabsb(magnitudes(side), weights(side));
                a.vpcmpgtb(signs(side), zero, weights(side));
            }
            for (int t = 0; t < tokens; t++) {
                a.vpbroadcastd(X, four(t, word));
                for (int side = 0; side < SIDES; side++) {
                    a.vpxor(PRODUCT, X, signs(side));
                    a.vpmaddubsw(PRODUCT, magnitudes(side), PRODUCT);
                    a.vpmaddwd(PRODUCT, PRODUCT, ONES);
                    a.vpaddd(sum(t, side), PRODUCT, word == 0 ? field(layout.offsets(), side) : sum(t, side));
                }
            }
        }
    }

    private void dotProducts() {
        for (int t = 0; t < tokens; t++) {
            for (int side = 0; side < SIDES; side++) {
                a.vpxor(sum(t, side), sum(t, side), sum(t, side));
            }
        }
        for (int word = 0; word < WORDS; word++) {
            load(PanelLayout.VECTOR * word);
            for (int t = 0; t < tokens; t++) {
                a.vpbroadcastd(X, four(t, word));
                for (int side = 0; side < SIDES; side++) {
                    a.vpdpbusdVex(sum(t, side), weights(side), X);
                }
            }
        }
    }

    private void load(int field) {
        for (int side = 0; side < SIDES; side++) {
            a.vmovdqu(weights(side), field(field, side));
        }
    }

    /** Takes off what levels are too large by. */
    private void correct() {
        if (levels.halves()) {
            load(layout.offsets());
        }
        for (int t = 0; t < tokens; t++) {
            a.vpbroadcastd(X, number(t, levels.halves() ? ByteActivations.HALVES : ByteActivations.COUNTS));
            if (!levels.halves()) {
                a.vpsrad(X, X, Integer.numberOfTrailingZeros(-ByteActivations.COUNTED / layout.offset()));
            }
            for (int side = 0; side < SIDES; side++) {
                if (levels.halves()) {
                    a.vpmaddwd(PRODUCT, weights(side), X);
                }
                a.vpaddd(sum(t, side), sum(t, side), levels.halves() ? PRODUCT : X);
            }
        }
    }

    /** Multiplies with the block's numbers. */
    private void addToParts() {
        load(PanelLayout.D);
        for (int t = 0; t < tokens; t++) {
            a.vbroadcastss(X, number(t, ByteActivations.SCALES));
            for (int side = 0; side < SIDES; side++) {
                Vec sum = sum(t, side);
                a.vcvtdq2ps(sum, sum);
                a.vmulps(sum, sum, weights(side));
                a.vfmadd213ps(sum, X, part(t, side));
            }
        }
        if (levels.minima() && levels.halves()) {
            minima(layout.minimum(), ByteActivations.HALF_SUMS);
            minima(layout.minimum() + PanelLayout.VECTOR, ByteActivations.HALF_SUMS + ByteActivations.SECOND_HALVES);
        } else if (levels.minima()) {
            minima(layout.minimum(), ByteActivations.SUMS);
        }
        for (int t = 0; t < tokens; t++) {
            for (int side = 0; side < SIDES; side++) {
                a.vmovdqu(part(t, side), sum(t, side));
            }
        }
    }

    private void minima(int field, int sums) {
        load(field);
        for (int t = 0; t < tokens; t++) {
            a.vbroadcastss(X, number(t, sums));
            for (int side = 0; side < SIDES; side++) {
                a.vfnmadd231ps(sum(t, side), weights(side), X);
            }
        }
    }

    private static Mem part(int t, int side) {
        return NarrowTileKernel.PARTS.at(VECTOR * (SIDES * t + side));
    }

    /** Behind the sums of all parts. */
    private Mem waiting(int token, int side) {
        return Gpr.RSP.at(VECTOR * ((ByteActivations.BLOCKS * tokens + token) * SIDES + side));
    }

    private static Mem field(int offset, int side) {
        return NarrowTileKernel.BLOCK.at(offset + VECTOR * side);
    }

    private static Mem four(int token, int word) {
        return NarrowTileKernel.BYTES.at(ByteActivations.GROUP_BYTES * token + Integer.BYTES * word);
    }

    private static Mem number(int token, int field) {
        return NarrowTileKernel.NUMBERS.at(ByteActivations.GROUP_BYTES * token + field);
    }

    private static Vec sum(int token, int side) {
        return ymm(SIDES * token + side);
    }

    private static Vec weights(int side) {
        return ymm(8 + side);
    }

    /** All ones where weights are below 0. */
    private static Vec signs(int side) {
        return weights(side);
    }

    /** Weights without their sign. */
    private static Vec magnitudes(int side) {
        return ymm(10 + side);
    }
}
