package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.cria.kernels.format.SixBitScales;

/** Q5_K: like Q4_K, with the fifth bits gathered from 32 bytes that hold one bit of each group. */
final class Q5_KRows implements Rows {
    private static final int VALUES = 256;
    private static final int BYTES = 176;

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector even = Widening.zero();
        FloatVector odd = Widening.zero();
        int blocks = cols / VALUES;
        for (int b = 0; b < blocks; b++) {
            long block = offset + (long) b * BYTES;
            float d = Widening.half(weights, block);
            float dmin = -Widening.half(weights, block + 2);
            long scales = SixBitScales.scales(weights, block + 4);
            long minima = SixBitScales.minima(weights, block + 4);
            int at = b * VALUES;
            int pair = 0;
            long end = block + BYTES;
            // Not a counted loop, see Q4_KRows.
            for (long q = block + 48; q != end; q += 32) {
                // Scale and minimum are in the lowest byte, those of the odd group in the next.
                FloatVector scale0 = Widening.all(d * (scales & 0xFF));
                FloatVector scale1 = Widening.all(d * (scales >>> 8 & 0xFF));
                FloatVector minimum0 = Widening.all(dmin * (minima & 0xFF));
                FloatVector minimum1 = Widening.all(dmin * (minima >>> 8 & 0xFF));
                scales >>>= 16;
                minima >>>= 16;
                for (int i = 0; i < 32; i += Widening.COUNT) {
                    IntVector pairs = Widening.unsignedBytes(weights, q + i);
                    IntVector fifths = Widening.unsignedBytes(weights, block + 16 + i);
                    FloatVector low = low(pairs, fifths, pair);
                    FloatVector high = high(pairs, fifths, pair);
                    even = low.fma(scale0, minimum0).fma(Widening.activations(arranged, at + i), even);
                    odd = high.fma(scale1, minimum1).fma(Widening.activations(arranged, at + 32 + i), odd);
                }
                at += 64;
                pair++;
            }
        }
        return LaneSum.sum(even.add(odd));
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        for (int b = 0; b < cols / VALUES; b++) {
            decodeBlock(weights, offset + (long) b * BYTES, target, start + b * VALUES);
        }
    }

    private static void decodeBlock(MemorySegment weights, long block, float[] target, int at) {
        float d = Widening.half(weights, block);
        float dmin = Widening.half(weights, block + 2);
        long scales = SixBitScales.scales(weights, block + 4);
        long minima = SixBitScales.minima(weights, block + 4);
        for (int group = 0; group < 8; group += 2) {
            float scale0 = d * SixBitScales.get(scales, group);
            float scale1 = d * SixBitScales.get(scales, group + 1);
            float minimum0 = dmin * SixBitScales.get(minima, group);
            float minimum1 = dmin * SixBitScales.get(minima, group + 1);
            for (int i = 0; i < 32; i += Widening.COUNT) {
                IntVector pairs = Widening.unsignedBytes(weights, block + 48 + 16L * group + i);
                IntVector fifths = Widening.unsignedBytes(weights, block + 16 + i);
                low(pairs, fifths, group / 2).mul(scale0).sub(minimum0).intoArray(target, at + 32 * group + i);
                high(pairs, fifths, group / 2).mul(scale1).sub(minimum1).intoArray(target, at + 32 * group + 32 + i);
            }
        }
    }

    private static FloatVector low(IntVector pairs, IntVector fifths, int pair) {
        IntVector fifth = fifths.lanewise(VectorOperators.LSHL, 4).lanewise(VectorOperators.LSHR, 2 * pair);
        return Widening.toFloats(pairs.and(0xF).or(fifth.and(0x10)));
    }

    private static FloatVector high(IntVector pairs, IntVector fifths, int pair) {
        IntVector fifth = fifths.lanewise(VectorOperators.LSHL, 4).lanewise(VectorOperators.LSHR, 2 * pair + 1);
        return Widening.toFloats(pairs.lanewise(VectorOperators.LSHR, 4).or(fifth.and(0x10)));
    }
}
