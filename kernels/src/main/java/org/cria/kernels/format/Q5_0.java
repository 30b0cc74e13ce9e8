package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 32 values of 5 bits around zero with one scale; 22 bytes per block.
 *
 * <pre>
 * byte  0  d   fp16
 * byte  2  h   uint32: bit i is the fifth bit of value i
 * byte  6  q   uint8[16]: value i in the low half of byte i, value i + 16 in its high half
 *
 * value[i] = d · (q[i] + 16·h[i] − 16)
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">block_q5_0</a>
 */
final class Q5_0 implements Format {
    private static final int VALUES = 32;
    private static final int BYTES = 22;

    @Override
    public String name() {
        return "Q5_0";
    }

    @Override
    public int ggmlType() {
        return 6;
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
        int h = source.get(Little.INT, block + 2);
        for (int i = 0; i < VALUES / 2; i++) {
            int pair = source.get(ValueLayout.JAVA_BYTE, block + 6 + i);
            int low = (pair & 0xF) | (h >>> i & 1) << 4;
            int high = (pair >> 4 & 0xF) | (h >>> (i + VALUES / 2) & 1) << 4;
            target[at + i] = d * (low - 16);
            target[at + i + VALUES / 2] = d * (high - 16);
        }
    }
}
