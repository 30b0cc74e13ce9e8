package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntUnaryOperator;
import org.cria.kernels.format.Little;

/** Blocks of 32 values as integers, a method for each format; its layout is told where the format is. */
final class SmallBlocks {
    private SmallBlocks() {}

    static void q8_0(MemorySegment weights, long block, WeightGroup group, int first) {
        number(weights, block, group, first);
        for (int i = 0; i < 32; i++) {
            group.level[first + i] = weights.get(ValueLayout.JAVA_BYTE, block + 2 + i);
        }
    }

    static void q4_0(MemorySegment weights, long block, WeightGroup group, int first) {
        number(weights, block, group, first);
        nibbles(weights, block + 2, 0, group, first, q -> q - 8);
    }

    static void q4_1(MemorySegment weights, long block, WeightGroup group, int first) {
        number(weights, block, group, first);
        minimum(weights, block, group, first);
        nibbles(weights, block + 4, 0, group, first, q -> q);
    }

    static void q5_0(MemorySegment weights, long block, WeightGroup group, int first) {
        number(weights, block, group, first);
        nibbles(weights, block + 6, weights.get(Little.INT, block + 2), group, first, q -> q - 16);
    }

    static void q5_1(MemorySegment weights, long block, WeightGroup group, int first) {
        number(weights, block, group, first);
        minimum(weights, block, group, first);
        nibbles(weights, block + 8, weights.get(Little.INT, block + 4), group, first, q -> q);
    }

    static void iq4_nl(MemorySegment weights, long block, WeightGroup group, int first) {
        number(weights, block, group, first);
        nibbles(weights, block + 2, 0, group, first, UnevenLevels::level);
    }

    private static void number(MemorySegment weights, long block, WeightGroup group, int first) {
        group.d[first / 32] = Float.float16ToFloat(weights.get(Little.SHORT, block));
        group.scale[first / 16] = 1;
        group.scale[first / 16 + 1] = 1;
    }

    /** The formats add theirs, groups subtract it. */
    private static void minimum(MemorySegment weights, long block, WeightGroup group, int first) {
        group.minimum[first / 32] = -Float.float16ToFloat(weights.get(Little.SHORT, block + 2));
    }

    /** 16 bytes whose low halves are 16 values and whose high halves the next 16, with a fifth bit each. */
    private static void nibbles(
            MemorySegment weights, long at, int fifthBits, WeightGroup group, int first, IntUnaryOperator level) {
        for (int i = 0; i < 16; i++) {
            int pair = weights.get(ValueLayout.JAVA_BYTE, at + i);
            group.level[first + i] = level.applyAsInt((pair & 0xF) | (fifthBits >>> i & 1) << 4);
            group.level[first + 16 + i] = level.applyAsInt((pair >> 4 & 0xF) | (fifthBits >>> (16 + i) & 1) << 4);
        }
    }
}
