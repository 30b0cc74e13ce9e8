package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 256 values of 4 bits in 8 groups of 32, each group with a 6-bit scale and a 6-bit minimum; 144 bytes per block.
 *
 * <pre>
 * byte  0  d     fp16
 * byte  2  dmin  fp16
 * byte  4  s     uint8[12]: scales and minima, see {@link SixBitScales}
 * byte 16  q     uint8[128]: value i in byte 32·(i / 64) + i % 32, in its low half where i / 32 is even
 *
 * value[i] = d · scale[i / 32] · q[i] − dmin · minimum[i / 32]
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">block_q4_K</a>
 */
final class Q4_K implements Format {
    private static final int VALUES = 256;
    private static final int BYTES = 144;

    @Override
    public String name() {
        return "Q4_K";
    }

    @Override
    public int ggmlType() {
        return 12;
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
        float dmin = Float.float16ToFloat(source.get(Little.SHORT, block + 2));
        long scales = SixBitScales.scales(source, block + 4);
        long minima = SixBitScales.minima(source, block + 4);
        for (int group = 0; group < VALUES / 32; group++) {
            float scale = d * SixBitScales.get(scales, group);
            float minimum = dmin * SixBitScales.get(minima, group);
            long q = block + 16 + 32L * (group / 2);
            int shift = 4 * (group % 2);
            for (int i = 0; i < 32; i++) {
                int quant = source.get(ValueLayout.JAVA_BYTE, q + i) >> shift & 0xF;
                target[at + 32 * group + i] = scale * quant - minimum;
            }
        }
    }
}
