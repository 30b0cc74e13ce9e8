package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 32 indices of 4 bits into 16 unevenly spaced levels, with one scale; 18 bytes per block.
 *
 * <pre>
 * byte  0  d   fp16
 * byte  2  q   uint8[16]: value i in the low half of byte i, value i + 16 in its high half
 *
 * value[i] = d · level(q[i])
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">block_iq4_nl</a>
 */
final class IQ4_NL implements Format {
    private static final int VALUES = 32;
    private static final int BYTES = 18;
    // Denser around zero, where most weights are; the definition of the format, not a choice of ours.
    private static final byte[] LEVELS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    @Override
    public String name() {
        return "IQ4_NL";
    }

    @Override
    public int ggmlType() {
        return 20;
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
        for (int i = 0; i < VALUES / 2; i++) {
            int pair = source.get(ValueLayout.JAVA_BYTE, block + 2 + i);
            target[at + i] = d * level(pair & 0xF);
            target[at + i + VALUES / 2] = d * level(pair >> 4 & 0xF);
        }
    }

    /** The level of an index in 0..15, in units of a block's scale; IQ4_XS has the same ones. */
    static int level(int index) {
        return LEVELS[index];
    }
}
