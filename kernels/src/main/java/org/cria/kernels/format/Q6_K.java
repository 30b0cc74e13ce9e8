package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 256 values of 6 bits around zero in 16 groups of 16, each group with an 8-bit scale; 210 bytes per block.
 *
 * <pre>
 * byte   0  q   uint8[128]: the low four bits of value i are in byte 64·(i / 128) + i % 64, in its low half where i / 64 is even
 * byte 128  h   uint8[64]: its high two bits are in byte 32·(i / 128) + i % 32, at bit 2·(i / 32 % 4)
 * byte 192  s   int8[16]
 * byte 208  d   fp16
 *
 * value[i] = d · s[i / 16] · (q[i] + 16·h[i] − 32)
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">block_q6_K</a>
 */
final class Q6_K implements Format {
    private static final int VALUES = 256;
    private static final int BYTES = 210;

    @Override
    public String name() {
        return "Q6_K";
    }

    @Override
    public int ggmlType() {
        return 14;
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
        float d = Float.float16ToFloat(source.get(Little.SHORT, block + 208));
        for (int group = 0; group < VALUES / 16; group++) {
            float scale = d * source.get(ValueLayout.JAVA_BYTE, block + 192 + group);
            int half = group / 8;
            long q = block + 64L * half + 16L * (group % 4);
            int lowShift = 4 * (group / 4 % 2);
            long h = block + 128 + 32L * half + 16L * (group % 2);
            int highShift = 2 * (group / 2 % 4);
            for (int i = 0; i < 16; i++) {
                int low = source.get(ValueLayout.JAVA_BYTE, q + i) >> lowShift & 0xF;
                int high = source.get(ValueLayout.JAVA_BYTE, h + i) >> highShift & 3;
                target[at + 16 * group + i] = scale * ((low | high << 4) - 32);
            }
        }
    }
}
