package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 32 values as signed bytes with one scale; 34 bytes per block.
 *
 * <pre>
 * byte  0  d   fp16
 * byte  2  q   int8[32]
 *
 * value[i] = d · q[i]
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">block_q8_0</a>
 */
final class Q8_0 implements Format {
    private static final int VALUES = 32;
    private static final int BYTES = 34;

    @Override
    public String name() {
        return "Q8_0";
    }

    @Override
    public int ggmlType() {
        return 8;
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
        for (int i = 0; i < VALUES; i++) {
            target[at + i] = d * source.get(ValueLayout.JAVA_BYTE, block + 2 + i);
        }
    }
}
