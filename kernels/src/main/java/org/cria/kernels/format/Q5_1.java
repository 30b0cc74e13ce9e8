package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 32 values of 5 bits above a minimum; 24 bytes per block.
 *
 * <pre>
 * byte  0  d   fp16
 * byte  2  m   fp16
 * byte  4  h   uint32: bit i is the fifth bit of value i
 * byte  8  q   uint8[16]: value i in the low half of byte i, value i + 16 in its high half
 *
 * value[i] = d · (q[i] + 16·h[i]) + m
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">block_q5_1</a>
 */
final class Q5_1 implements Format {
    private static final int VALUES = 32;
    private static final int BYTES = 24;

    @Override
    public String name() {
        return "Q5_1";
    }

    @Override
    public int ggmlType() {
        return 7;
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
        float m = Float.float16ToFloat(source.get(Little.SHORT, block + 2));
        int h = source.get(Little.INT, block + 4);
        for (int i = 0; i < VALUES / 2; i++) {
            int pair = source.get(ValueLayout.JAVA_BYTE, block + 8 + i);
            int low = (pair & 0xF) | (h >>> i & 1) << 4;
            int high = (pair >> 4 & 0xF) | (h >>> (i + VALUES / 2) & 1) << 4;
            target[at + i] = d * low + m;
            target[at + i + VALUES / 2] = d * high + m;
        }
    }
}
