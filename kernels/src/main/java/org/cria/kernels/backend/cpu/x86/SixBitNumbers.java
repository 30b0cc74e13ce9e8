package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Operand;
import org.cria.kernels.backend.cpu.x86.asm.Vec;

/**
 * The two fp16 numbers, eight scales and eight minima that Q4_K and Q5_K begin with, see {@link org.cria.kernels.format.SixBitScales}:
 * all sixteen come to their places by two permutations of the header's 16 bytes.
 */
final class SixBitNumbers {
    private final Lanes lanes;
    private final Assembler a;
    private final Operand low;
    private final Operand lowShifts;
    private final Operand lowBits;
    private final Operand high;
    private final Operand highBits;

    SixBitNumbers(Lanes lanes) {
        this.lanes = lanes;
        this.a = lanes.assembler();
        // Of scales and of minima: four whole ones, then the low halves of four.
        this.low = lanes.constant(Constants.bytes(i -> i % 8 < 4 ? 4 + i % 4 + i / 8 * 4 : 12 + i % 4));
        this.lowShifts = lanes.inMemory(Constants.ints(i -> i == 3 ? 4 : 0));
        this.lowBits = lanes.inMemory(Constants.bytes(i -> i % 8 < 4 ? 0x3F : 0x0F));
        // The last four's high bits lie above the first four.
        this.high = lanes.inMemory(Constants.bytes(i -> i % 8 < 4 ? 0x80 : 4 + i % 4 + i / 8 * 4));
        this.highBits = lanes.inMemory(Constants.bytes(i -> 0x30));
    }

    /** Loads the products of numbers and scales, and of numbers and minima. */
    void load(Gpr w) {
        Vec header = lanes.temporary(0).x();
        Vec numbers = lanes.temporary(1).y();
        a.vmovdqu(header, w.at(0));
        a.vpshufb(numbers.x(), header, high);
        a.vpshufb(header, header, low);
        a.vpsrld(numbers.x(), numbers.x(), 2);
        a.vpsrlvd(header, header, lowShifts);
        a.vpand(numbers.x(), numbers.x(), highBits);
        a.vpand(header, header, lowBits);
        a.vpor(header, header, numbers.x());
        a.vpmovzxbd(lanes.d(), header);
        a.vpsrldq(header, header, 8);
        a.vpmovzxbd(lanes.minima(), header);
        a.vpbroadcastd(numbers.x(), w.at(0));
        a.vcvtph2ps(numbers, numbers.x());
        a.vcvtdq2ps(lanes.d(), lanes.d());
        a.vcvtdq2ps(lanes.minima(), lanes.minima());
        a.vmovsldup(header.y(), numbers);
        a.vmovshdup(numbers, numbers);
        a.vmulps(lanes.d(), lanes.d(), header.y());
        a.vmulps(lanes.minima(), lanes.minima(), numbers);
    }
}
