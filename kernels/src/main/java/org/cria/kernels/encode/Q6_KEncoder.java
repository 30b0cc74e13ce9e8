package org.cria.kernels.encode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Q6_K: blocks of 16 groups of 16 values, each with a scale of 8 bits. */
final class Q6_KEncoder implements RowEncoder {
    private static final int VALUES = 256;
    private static final int BYTES = 210;
    private static final int SCALES = 192;
    private static final int RANGE = 32;

    private final Groups groups = new Groups(VALUES / Groups.COUNT);
    private final ScaleFit fit = new ScaleFit(groups, RANGE);
    private final float[] storedScales = new float[Groups.COUNT];
    private final float[] noMinima = new float[Groups.COUNT];

    @Override
    public void encode(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        for (int block = 0; block < rows * columns / VALUES; block++) {
            groups.load(values, block * VALUES, Groups.COUNT);
            if (importance == null) {
                groups.weighBySquares();
            } else {
                groups.loadWeights(importance, block * VALUES % columns, 0, Groups.COUNT);
            }
            fit.fit();
            int at = block * BYTES;
            float extreme = 0;
            for (float scale : groups.scales) {
                extreme = Math.abs(scale) > Math.abs(extreme) ? scale : extreme;
            }
            if (Math.abs(extreme) < Groups.TINY) {
                Arrays.fill(target, at, at + BYTES, (byte) 0);
                continue;
            }
            float factor = -128 / extreme;
            float d = Halves.fp16(target, at + SCALES + Groups.COUNT, 1 / factor);
            for (int g = 0; g < Groups.COUNT; g++) {
                byte code = (byte) Math.min(127, Groups.nearest(factor * groups.scales[g]));
                target[at + SCALES + g] = code;
                storedScales[g] = d * code;
            }
            groups.encode(storedScales, noMinima, -RANGE, RANGE - 1, RANGE);
            pack(target, at);
        }
    }

    private void pack(byte[] target, int at) {
        for (int half = 0; half < 2; half++) {
            int low = at + 64 * half;
            int high = at + 128 + 32 * half;
            for (int i = 0; i < 32; i++) {
                int a = groups.codeOf(128 * half + i);
                int b = groups.codeOf(128 * half + 32 + i);
                int c = groups.codeOf(128 * half + 64 + i);
                int d = groups.codeOf(128 * half + 96 + i);
                target[low + i] = (byte) ((a & 0xF) | (c & 0xF) << 4);
                target[low + 32 + i] = (byte) ((b & 0xF) | (d & 0xF) << 4);
                target[high + i] = (byte) (a >> 4 | b >> 4 << 2 | c >> 4 << 4 | d >> 4 << 6);
            }
        }
    }
}
