package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * 256 values of 2 bits in 16 groups of 16, each group with a 4-bit scale and a 4-bit minimum; 84 bytes per block.
 *
 * <pre>
 * byte  0  s     uint8[16]: scale of group g in the low half of byte g, its minimum in the high half
 * byte 16  q     uint8[64]: value i in byte 32·(i / 128) + i % 32, at bit 2·(i / 32 % 4)
 * byte 80  d     fp16
 * byte 82  dmin  fp16
 *
 * value[i] = d · scale[i / 16] · q[i] − dmin · minimum[i / 16]
 * </pre>
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">block_q2_K</a>
 */
final class Q2_K implements Format {
    private static final int VALUES = 256;
    private static final int BYTES = 84;

    @Override
    public String name() {
        return "Q2_K";
    }

    @Override
    public int ggmlType() {
        return 10;
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
        float d = Float.float16ToFloat(source.get(Little.SHORT, block + 80));
        float dmin = Float.float16ToFloat(source.get(Little.SHORT, block + 82));
        for (int group = 0; group < VALUES / 16; group++) {
            int both = source.get(ValueLayout.JAVA_BYTE, block + group);
            float scale = d * (both & 0xF);
            float minimum = dmin * (both >> 4 & 0xF);
            // Two groups share a run of 32 bytes and a bit position; four such runs of bits fill half a block.
            long q = block + 16 + 32L * (group / 8) + 16L * (group % 2);
            int shift = 2 * (group / 2 % 4);
            for (int i = 0; i < 16; i++) {
                int quant = source.get(ValueLayout.JAVA_BYTE, q + i) >> shift & 3;
                target[at + 16 * group + i] = scale * quant - minimum;
            }
        }
    }
}
