package org.cria.kernels.backend.cpu.x86;

import static org.cria.kernels.backend.cpu.x86.asm.Vec.ymm;

import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/** Eight rows and eight words of each at a time, AVX2. */
final class NarrowExchange implements PanelExchange {
    private static final int VECTOR = 32;
    /** Of a row on the stack: 256 levels, eight times d, eight minima, scales of both halves of eight blocks, offsets, other minima. */
    private static final int NUMBERS = ByteActivations.GROUP;

    private static final int MINIMA = NUMBERS + VECTOR;
    private static final int HALF_SCALES = MINIMA + VECTOR;
    private static final int OFFSETS = HALF_SCALES + VECTOR;
    private static final int SECOND_MINIMA = OFFSETS + VECTOR;
    private static final int STAGE_BYTES = SECOND_MINIMA + VECTOR;
    /** Rows that are exchanged together, and their words. */
    private static final int WORDS = 8;

    /** Registers for pairs of columns of the first four rows and of the last; from 11 on are constants of {@link Lanes}. */
    private static final int[] FIRST_FOUR = {5, 6, 7, 8};

    private static final int[] LAST_FOUR = {4, 0, 2, 1};
    /** Sums of levels below 0 of eight rows. */
    private static final Vec NEGATIVE = ymm(10);

    private static final int LOWER_HALVES = 0x20;
    private static final int UPPER_HALVES = 0x31;

    private final Assembler a;
    private final Lanes lanes;
    private final Unpacking weights;
    private final Levels levels;
    private final PanelLayout layout;
    private final int start;
    private final Operand offset;
    private final Operand firstTwice;
    private final Operand secondTwice;
    private final Operand zeros;
    private final Operand ones;
    private final Operand wordOnes;

    NarrowExchange(Lanes lanes, Unpacking weights, PanelLayout layout, int start) {
        this.a = lanes.assembler();
        this.lanes = lanes;
        this.weights = weights;
        this.levels = weights.levels();
        this.layout = layout;
        this.start = start;
        this.offset = lanes.inMemory(Constants.words(i -> -layout.offset()));
        this.zeros = lanes.inMemory(Constants.bytes(i -> 0));
        this.ones = lanes.inMemory(Constants.bytes(i -> 1));
        this.wordOnes = lanes.inMemory(Constants.words(i -> 1));
        this.firstTwice = lanes.inMemory(Constants.bytes(i -> i % 16 / 4 * 4 + i % 2));
        this.secondTwice = lanes.inMemory(Constants.bytes(i -> i % 16 / 4 * 4 + 2 + i % 2));
    }

    @Override
    public int start() {
        return start;
    }

    @Override
    public int rowBytes() {
        return STAGE_BYTES;
    }

    @Override
    public int zeroEnd() {
        return start + PanelLayout.ROWS * STAGE_BYTES;
    }

    @Override
    public int end() {
        return zeroEnd();
    }

    @Override
    public void unpack(Gpr w) {
        Gpr stage = PanelKernel.STAGE;
        weights.numbers(w);
        a.vmovdqu(stage.at(NUMBERS), lanes.d());
        if (levels.minima()) {
            a.vmovdqu(stage.at(MINIMA), lanes.minima());
        }
        Vec second = weights.secondMinima();
        if (second != null) {
            a.vmovdqu(stage.at(SECOND_MINIMA), second);
        }
        HalfScales scales = weights.scales();
        if (scales != null) {
            Vec product = lanes.temporary(0);
            a.vmovdqu(stage.at(HALF_SCALES), scales.inOrder());
            a.vpmullw(product, scales.inOrder(), offset);
            a.vmovdqu(stage.at(OFFSETS), product);
        }
        Vec level = lanes.temporary(4);
        for (int block = 0; block < ByteActivations.BLOCKS; block++) {
            weights.levels(w, block, level);
            a.vmovdqu(stage.at(VECTOR * block), level);
        }
    }

    @Override
    public void exchange() {
        for (int half = 0; half < 2; half++) {
            a.mov(PanelKernel.PLACE, PanelKernel.PANEL);
            for (int b = 0; b < ByteActivations.BLOCKS; b++) {
                exchange(half, VECTOR * b);
                for (int word = 0; word < WORDS; word++) {
                    Vec column = column(word);
                    a.vmovdqu(PanelKernel.PLACE.at(PanelLayout.VECTOR * word + VECTOR * half), column);
                    if (layout.signed()) {
                        addNegativeLevels(column, word == 0);
                    }
                }
                if (layout.signed()) {
                    a.vpmaddwd(NEGATIVE, NEGATIVE, wordOnes);
                    a.vmovdqu(PanelKernel.PLACE.at(layout.offsets() + VECTOR * half), NEGATIVE);
                }
                a.add(PanelKernel.PLACE, PanelKernel.PART_BYTES);
            }
            numbers(half, NUMBERS, PanelLayout.D);
            if (levels.minima()) {
                numbers(half, MINIMA, layout.minimum());
            }
            if (levels.halves() && levels.minima()) {
                numbers(half, SECOND_MINIMA, layout.minimum() + PanelLayout.VECTOR);
            }
            if (levels.halves()) {
                numbers(half, OFFSETS, layout.offsets());
            }
            if (levels.halves()) {
                scales(half);
            }
        }
    }

    /** Adds the magnitudes of a word's levels below 0, two to a sum of 16 bits: eight words fit. */
    private void addNegativeLevels(Vec column, boolean first) {
        Vec negative = first ? NEGATIVE : ymm(3);
        a.vpminsb(negative, column, zeros);
        a.vpabsb(negative, negative);
        a.vpmaddubsw(negative, negative, ones);
        if (!first) {
            a.vpaddw(NEGATIVE, NEGATIVE, negative);
        }
    }

    /** A number of each block goes to that block of the panel. */
    private void numbers(int half, int offset, int field) {
        exchange(half, offset);
        a.mov(PanelKernel.PLACE, PanelKernel.PANEL);
        for (int b = 0; b < ByteActivations.BLOCKS; b++) {
            a.vmovdqu(PanelKernel.PLACE.at(field + VECTOR * half), column(b));
            a.add(PanelKernel.PLACE, PanelKernel.PART_BYTES);
        }
    }

    private void scales(int half) {
        Vec twice = ymm(10);
        exchange(half, HALF_SCALES);
        a.mov(PanelKernel.PLACE, PanelKernel.PANEL);
        for (int b = 0; b < ByteActivations.BLOCKS; b++) {
            Vec pair = column(b);
            a.vpshufb(twice, pair, firstTwice);
            a.vmovdqu(PanelKernel.PLACE.at(layout.scales() + VECTOR * half), twice);
            a.vpshufb(twice, pair, secondTwice);
            a.vmovdqu(PanelKernel.PLACE.at(layout.scales() + PanelLayout.VECTOR + VECTOR * half), twice);
            a.add(PanelKernel.PLACE, PanelKernel.PART_BYTES);
        }
    }

    /** Eight words of eight rows, those at {@code offset} of each: four rows at a time within 128 bits. */
    private void exchange(int half, int offset) {
        int at = start + half * WORDS * STAGE_BYTES + offset;
        exchange(at, FIRST_FOUR);
        exchange(at + 4 * STAGE_BYTES, LAST_FOUR);
    }

    /** Columns 0 and 4 of four rows come to the first register, 1 and 5 to the second, and so on. */
    private void exchange(int at, int[] to) {
        for (int pair = 0; pair < 2; pair++) {
            a.vmovdqu(ymm(4), Gpr.RSP.at(at + 2 * pair * STAGE_BYTES));
            a.vpunpckldq(ymm(2 * pair), ymm(4), Gpr.RSP.at(at + (2 * pair + 1) * STAGE_BYTES));
            a.vpunpckhdq(ymm(2 * pair + 1), ymm(4), Gpr.RSP.at(at + (2 * pair + 1) * STAGE_BYTES));
        }
        a.vpunpcklqdq(ymm(to[0]), ymm(0), ymm(2));
        a.vpunpckhqdq(ymm(to[1]), ymm(0), ymm(2));
        a.vpunpcklqdq(ymm(to[2]), ymm(1), ymm(3));
        a.vpunpckhqdq(ymm(to[3]), ymm(1), ymm(3));
    }

    /** A column of what was exchanged. */
    private Vec column(int number) {
        Vec column = ymm(9);
        int k = number % 4;
        a.vperm2i128(column, ymm(FIRST_FOUR[k]), ymm(LAST_FOUR[k]), number < 4 ? LOWER_HALVES : UPPER_HALVES);
        return column;
    }
}
