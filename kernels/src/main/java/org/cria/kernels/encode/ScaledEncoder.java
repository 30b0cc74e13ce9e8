package org.cria.kernels.encode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Q4_0 and Q5_0: blocks of 32 values with a scale. */
final class ScaledEncoder implements RowEncoder {
    private static final int VALUES = 32;

    private final int range;
    private final int blockBytes;
    private final Groups groups = new Groups(VALUES);
    private final ScaleFit fit;
    private final float[] variances = new float[Groups.COUNT];
    private final int[] codes = new int[VALUES];

    /** @param range 8 for Q4_0, 16 for Q5_0 */
    ScaledEncoder(int range) {
        this.range = range;
        this.blockBytes = range == 8 ? 18 : 22;
        this.fit = new ScaleFit(groups, range);
    }

    @Override
    public void encode(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        if (importance == null) {
            for (int block = 0; block < rows * columns / VALUES; block++) {
                encodeByLargest(values, block * VALUES, target, block * blockBytes);
            }
            return;
        }
        for (int row = 0; row < rows; row++) {
            encodeFitted(values, row * columns, columns, importance, target, row * columns / VALUES * blockBytes);
        }
    }

    /** The value of largest magnitude gets the lowest code. */
    private void encodeByLargest(float[] values, int from, byte[] target, int to) {
        float extreme = 0;
        for (int i = from; i < from + VALUES; i++) {
            if (Math.abs(values[i]) > Math.abs(extreme)) {
                extreme = values[i];
            }
        }
        float scale = extreme / -range;
        float inverse = scale == 0 ? 0 : 1 / scale;
        Halves.fp16(target, to, scale);
        for (int i = 0; i < VALUES; i++) {
            codes[i] = Math.min(2 * range - 1, (int) (values[from + i] * inverse + (range + 0.5f)));
        }
        Nibbles.pack(codes, 0, 1, range == 16, target, to + 2);
    }

    private void encodeFitted(float[] values, int from, int columns, float[] importance, byte[] target, int to) {
        Arrays.fill(variances, Groups.energy(values, from, columns) / columns);
        int blocks = columns / VALUES;
        for (int first = 0; first < blocks; first += Groups.COUNT) {
            int count = Math.min(Groups.COUNT, blocks - first);
            groups.load(values, from + first * VALUES, count);
            groups.loadWeights(importance, first * VALUES, 0, count);
            groups.weighByImportance(variances);
            fit.fit();
            for (int g = 0; g < count; g++) {
                int at = to + (first + g) * blockBytes;
                Halves.fp16(target, at, groups.scales[g]);
                Nibbles.pack(groups.codes, g, Groups.COUNT, range == 16, target, at + 2);
            }
        }
    }
}
