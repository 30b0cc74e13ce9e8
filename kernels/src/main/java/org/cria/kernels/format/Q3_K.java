package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 256 values of 3 bits around zero in 16 groups of 16, each group with a 6-bit scale; 110 bytes per block.
 *
 * <pre>
 * byte   0  h   uint8[32]: bit i / 32 of byte i % 32 is the third bit of value i
 * byte  32  q   uint8[64]: value i in byte 32·(i / 128) + i % 32, at bit 2·(i / 32 % 4)
 * byte  96  s   uint8[12]: scale g has its low four bits in byte g % 8 (low half for g &lt; 8, high half for g ≥ 8)
 *               and its two high bits in byte 8 + g % 4, at bit 2·(g / 4)
 * byte 108  d   fp16
 *
 * value[i] = d · (scale[i / 16] − 32) · (q[i] + 4·h[i] − 4)
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">block_q3_K</a>
 */
final class Q3_K implements Format {
    private static final int VALUES = 256;
    private static final int BYTES = 110;

    @Override
    public String name() {
        return "Q3_K";
    }

    @Override
    public int ggmlType() {
        return 11;
    }

    @Override
    public int blockValues() {
        return VALUES;
    }

    @Override
    public int blockBytes() {
        return BYTES;
    }

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int start, int blocks) {
        for (int b = 0; b < blocks; b++) {
            decodeBlock(source, offset + (long) b * BYTES, target, start + b * VALUES);
        }
    }

    private static void decodeBlock(MemorySegment source, long block, float[] target, int at) {
        float d = Float.float16ToFloat(source.get(Little.SHORT, block + 108));
        for (int group = 0; group < VALUES / 16; group++) {
            float scale = d * (scale(source, block + 96, group) - 32);
            long h = block + 16L * (group % 2);
            int bit = group / 2;
            long q = block + 32 + 32L * (group / 8) + 16L * (group % 2);
            int shift = 2 * (bit % 4);
            for (int i = 0; i < 16; i++) {
                int low = source.get(ValueLayout.JAVA_BYTE, q + i) >> shift & 3;
                int high = source.get(ValueLayout.JAVA_BYTE, h + i) >> bit & 1;
                target[at + 16 * group + i] = scale * (low + 4 * high - 4);
            }
        }
    }

    private static int scale(MemorySegment source, long scales, int group) {
        int low = source.get(ValueLayout.JAVA_BYTE, scales + group % 8) >> (4 * (group / 8)) & 0xF;
        int high = source.get(ValueLayout.JAVA_BYTE, scales + 8 + group % 4) >> (2 * (group / 4)) & 3;
        return low | high << 4;
    }
}
