package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.cria.kernels.format.Little;
import org.cria.kernels.format.SixBitScales;

/** Blocks of 256 values as integers, a method for each format; its layout is told where the format is. */
final class LargeBlocks {
    private static final int VALUES = ByteActivations.GROUP;

    private LargeBlocks() {}

    static void q2_k(MemorySegment weights, long block, WeightGroup group, int first) {
        Arrays.fill(group.d, half(weights, block + 80));
        float dmin = half(weights, block + 82);
        for (int g = 0; g < 16; g++) {
            int both = at(weights, block + g);
            group.scale[g] = both & 0xF;
            group.minimum[g] = dmin * (both >> 4);
        }
        for (int i = 0; i < VALUES; i++) {
            group.level[i] = twoBits(weights, block + 16, i);
        }
    }

    static void q3_k(MemorySegment weights, long block, WeightGroup group, int first) {
        Arrays.fill(group.d, half(weights, block + 108));
        for (int g = 0; g < 16; g++) {
            int low = at(weights, block + 96 + g % 8) >> (4 * (g / 8)) & 0xF;
            int high = at(weights, block + 104 + g % 4) >> (2 * (g / 4)) & 3;
            group.scale[g] = (low | high << 4) - 32;
        }
        for (int i = 0; i < VALUES; i++) {
            int high = at(weights, block + i % 32) >> (i / 32) & 1;
            group.level[i] = twoBits(weights, block + 32, i) + 4 * high - 4;
        }
    }

    static void q4_k(MemorySegment weights, long block, WeightGroup group, int first) {
        sixBitScales(weights, block, group);
        for (int i = 0; i < VALUES; i++) {
            group.level[i] = at(weights, block + 16 + 32 * (i / 64) + i % 32) >> (i / 32 % 2 * 4) & 0xF;
        }
    }

    static void q5_k(MemorySegment weights, long block, WeightGroup group, int first) {
        sixBitScales(weights, block, group);
        for (int i = 0; i < VALUES; i++) {
            int low = at(weights, block + 48 + 32 * (i / 64) + i % 32) >> (i / 32 % 2 * 4) & 0xF;
            int high = at(weights, block + 16 + i % 32) >> (i / 32) & 1;
            group.level[i] = low | high << 4;
        }
    }

    static void q6_k(MemorySegment weights, long block, WeightGroup group, int first) {
        Arrays.fill(group.d, half(weights, block + 208));
        for (int g = 0; g < 16; g++) {
            group.scale[g] = weights.get(ValueLayout.JAVA_BYTE, block + 192 + g);
        }
        for (int i = 0; i < VALUES; i++) {
            int low = at(weights, block + 64 * (i / 128) + i % 64) >> (i / 64 % 2 * 4) & 0xF;
            int high = twoBits(weights, block + 128, i);
            group.level[i] = (low | high << 4) - 32;
        }
    }

    static void iq4_xs(MemorySegment weights, long block, WeightGroup group, int first) {
        Arrays.fill(group.d, half(weights, block));
        int highBits = weights.get(Little.SHORT, block + 2);
        for (int g = 0; g < 8; g++) {
            int low = at(weights, block + 4 + g / 2) >> (4 * (g % 2)) & 0xF;
            group.scale[2 * g] = (low | (highBits >> (2 * g) & 3) << 4) - 32;
            group.scale[2 * g + 1] = group.scale[2 * g];
        }
        for (int i = 0; i < VALUES; i++) {
            int pair = at(weights, block + 8 + 16 * (i / 32) + i % 16);
            group.level[i] = UnevenLevels.level(pair >> (i / 16 % 2 * 4) & 0xF);
        }
    }

    private static void sixBitScales(MemorySegment weights, long block, WeightGroup group) {
        Arrays.fill(group.d, half(weights, block));
        float dmin = half(weights, block + 2);
        long scales = SixBitScales.scales(weights, block + 4);
        long minima = SixBitScales.minima(weights, block + 4);
        for (int g = 0; g < 8; g++) {
            group.scale[2 * g] = SixBitScales.get(scales, g);
            group.scale[2 * g + 1] = group.scale[2 * g];
            group.minimum[g] = dmin * SixBitScales.get(minima, g);
        }
    }

    /** Two bits of value {@code i}: 32 bytes hold 128 values. */
    private static int twoBits(MemorySegment weights, long at, int i) {
        return at(weights, at + 32 * (i / 128) + i % 32) >> (2 * (i / 32 % 4)) & 3;
    }

    /** A byte from 0 to 255. */
    private static int at(MemorySegment weights, long offset) {
        return weights.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
    }

    private static float half(MemorySegment weights, long offset) {
        return Float.float16ToFloat(weights.get(Little.SHORT, offset));
    }
}
