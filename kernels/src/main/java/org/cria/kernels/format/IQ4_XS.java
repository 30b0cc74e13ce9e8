package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 256 indices of 4 bits into the levels of {@link IQ4_NL}, in 8 groups of 32, each group with a 6-bit scale; 136 bytes per
 * block.
 *
 * <pre>
 * byte  0  d   fp16
 * byte  2  sh  uint16: the high two bits of scale g, at bit 2·g
 * byte  4  sl  uint8[4]: its low four bits in byte g / 2, in the low half where g is even
 * byte  8  q   uint8[128]: value i in byte 16·(i / 32) + i % 16, in its low half where i / 16 is even
 *
 * value[i] = d · (scale[i / 32] − 32) · level(q[i])
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">block_iq4_xs</a>
 */
final class IQ4_XS implements Format {
    private static final int VALUES = 256;
    private static final int BYTES = 136;

    @Override
    public String name() {
        return "IQ4_XS";
    }

    @Override
    public int ggmlType() {
        return 23;
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
        float d = Float.float16ToFloat(source.get(Little.SHORT, block));
        int highBits = source.get(Little.SHORT, block + 2);
        for (int group = 0; group < VALUES / 32; group++) {
            int low = source.get(ValueLayout.JAVA_BYTE, block + 4 + group / 2) >> (4 * (group % 2)) & 0xF;
            int high = highBits >> (2 * group) & 3;
            float scale = d * ((low | high << 4) - 32);
            for (int i = 0; i < 16; i++) {
                int pair = source.get(ValueLayout.JAVA_BYTE, block + 8 + 16L * group + i);
                target[at + 32 * group + i] = scale * IQ4_NL.level(pair & 0xF);
                target[at + 32 * group + 16 + i] = scale * IQ4_NL.level(pair >> 4 & 0xF);
            }
        }
    }
}
