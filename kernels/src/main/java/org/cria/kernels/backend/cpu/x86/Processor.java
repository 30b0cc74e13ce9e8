package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Set;
import org.cria.kernels.backend.cpu.x86.asm.Assembler;
import org.cria.kernels.backend.cpu.x86.asm.Gpr;
import org.cria.kernels.backend.cpu.x86.asm.Label;

/**
 * What the processor and the system can do, by {@code cpuid} and {@code xgetbv}.
 *
 * @see <a href="https://www.intel.com/sdm">Software Developer's Manual, volume 1, 14.3 and 15.2: how AVX is detected</a>
 */
final class Processor {
    private static final int FMA = 1 << 12;
    private static final int OSXSAVE = 1 << 27;
    private static final int AVX = 1 << 28;
    private static final int F16C = 1 << 29;
    private static final int AVX2 = 1 << 5;
    /** F, DQ, BW and VL. */
    private static final int AVX512 = 1 << 16 | 1 << 17 | 1 << 30 | 1 << 31;
    /** VBMI and VNNI. */
    private static final int AVX512_BYTES = 1 << 1 | 1 << 11;

    private static final int AVX_VNNI = 1 << 4;
    /** XMM and the upper halves of YMM are saved when threads change. */
    private static final int YMM_STATE = 6;
    /** Masks, the upper halves of ZMM and ZMM16 to 31 as well. */
    private static final int ZMM_STATE = 0xE6;

    private Processor() {}

    /** Code that writes EAX, EBX, ECX and EDX of {@code cpuid} to OUT for leaf FIRST and its part SECOND; XCR0 where THIRD is not 0. */
    static byte[] code() {
        Assembler a = new Assembler();
        Label xcr0 = new Label();
        a.push(Gpr.RBX);
        a.mov(Gpr.R10, Registers.OUT);
        a.mov(Gpr.RAX, Registers.FIRST);
        a.mov(Gpr.RCX, Registers.SECOND);
        a.test(Registers.THIRD, Registers.THIRD);
        a.jne(xcr0);
        a.cpuid();
        a.movd(Gpr.R10.at(0), Gpr.RAX);
        a.movd(Gpr.R10.at(4), Gpr.RBX);
        a.movd(Gpr.R10.at(8), Gpr.RCX);
        a.movd(Gpr.R10.at(12), Gpr.RDX);
        a.pop(Gpr.RBX);
        a.ret();
        a.bind(xcr0);
        a.xgetbv();
        a.movd(Gpr.R10.at(0), Gpr.RAX);
        a.pop(Gpr.RBX);
        a.ret();
        return a.bytes();
    }

    /** The instruction sets that this processor has and this system supports. */
    static Set<InstructionSet> instructionSets(NativeCode code) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 4);
            int highest = cpuid(code, out, 0, 0)[0];
            int[] basic = cpuid(code, out, 1, 0);
            int needed = FMA | OSXSAVE | AVX | F16C;
            if (highest < 7 || (basic[2] & needed) != needed) {
                return Set.of();
            }
            int[] extended = cpuid(code, out, 7, 0);
            int more = extended[0] >= 1 ? cpuid(code, out, 7, 1)[0] : 0;
            code.call(0, MemorySegment.NULL, out, 0, 0, 1);
            return instructionSets(extended, more, out.get(ValueLayout.JAVA_INT, 0));
        }
    }

    private static Set<InstructionSet> instructionSets(int[] extended, int more, int saved) {
        Set<InstructionSet> sets = EnumSet.noneOf(InstructionSet.class);
        if ((saved & YMM_STATE) == YMM_STATE && (extended[1] & AVX2) != 0) {
            sets.add(InstructionSet.AVX2);
            if ((more & AVX_VNNI) != 0) {
                sets.add(InstructionSet.AVX_VNNI);
            }
            if ((saved & ZMM_STATE) == ZMM_STATE
                    && (extended[1] & AVX512) == AVX512
                    && (extended[2] & AVX512_BYTES) == AVX512_BYTES) {
                sets.add(InstructionSet.AVX512);
            }
        }
        return sets;
    }

    private static int[] cpuid(NativeCode code, MemorySegment out, int leaf, int part) {
        code.call(0, MemorySegment.NULL, out, leaf, part, 0);
        return out.toArray(ValueLayout.JAVA_INT);
    }
}
