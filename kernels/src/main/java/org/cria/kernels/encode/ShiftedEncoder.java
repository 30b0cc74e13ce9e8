package org.cria.kernels.encode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Q4_1 and Q5_1: blocks of 32 values with a scale and a minimum. */
final class ShiftedEncoder implements RowEncoder {
    private static final int VALUES = 32;

    private final int highest;
    private final int blockBytes;
    private final Groups groups = new Groups(VALUES);
    private final MinimumFit fit;
    private final float[] variances = new float[Groups.COUNT];
    private final int[] codes = new int[VALUES];

    /** @param highest code: 15 for Q4_1, 31 for Q5_1 */
    ShiftedEncoder(int highest) {
        this.highest = highest;
        this.blockBytes = highest == 15 ? 20 : 24;
        this.fit = new MinimumFit(groups, highest);
    }

    @Override
    public void encode(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        if (importance == null) {
            for (int block = 0; block < rows * columns / VALUES; block++) {
                encodeByRange(values, block * VALUES, target, block * blockBytes);
            }
            return;
        }
        for (int row = 0; row < rows; row++) {
            encodeFitted(values, row * columns, columns, importance, target, row * columns / VALUES * blockBytes);
        }
    }

    private void encodeByRange(float[] values, int from, byte[] target, int to) {
        float least = values[from];
        float largest = values[from];
        for (int i = from + 1; i < from + VALUES; i++) {
            least = values[i] < least ? values[i] : least;
            largest = values[i] > largest ? values[i] : largest;
        }
        float scale = (largest - least) / highest;
        float inverse = scale == 0 ? 0 : 1 / scale;
        Halves.fp16(target, to, scale);
        Halves.fp16(target, to + 2, least);
        for (int i = 0; i < VALUES; i++) {
            codes[i] = Math.min(highest, (int) ((values[from + i] - least) * inverse + 0.5f));
        }
        Nibbles.pack(codes, 0, 1, highest == 31, target, to + 4);
    }

    private void encodeFitted(float[] values, int from, int columns, float[] importance, byte[] target, int to) {
        Arrays.fill(variances, Groups.energy(values, from, columns) / columns);
        int blocks = columns / VALUES;
        for (int first = 0; first < blocks; first += Groups.COUNT) {
            int count = Math.min(Groups.COUNT, blocks - first);
            groups.load(values, from + first * VALUES, count);
            groups.loadWeights(importance, first * VALUES, 0, count);
            groups.weighByImportance(variances);
            fit.fit(MinimumFit.Search.BY_IMPORTANCE);
            for (int g = 0; g < count; g++) {
                int at = to + (first + g) * blockBytes;
                Halves.fp16(target, at, groups.scales[g]);
                Halves.fp16(target, at + 2, -groups.minima[g]);
                Nibbles.pack(groups.codes, g, Groups.COUNT, highest == 31, target, at + 4);
            }
        }
    }
}
