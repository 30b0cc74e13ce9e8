package org.cria.kernels.encode;

/** Q4_1 and Q5_1: blocks of 32 values with a scale and a minimum. */
final class ShiftedEncoder extends SmallBlocksEncoder {
    private final int highest;
    private final MinimumFit fit;

    /** @param highest code: 15 for Q4_1, 31 for Q5_1 */
    ShiftedEncoder(int highest) {
        super(4, highest == 31);
        this.highest = highest;
        this.fit = new MinimumFit(groups, highest);
    }

    /** The least value gets code 0, the largest the highest one. */
    @Override
    void encodeAlone(float[] values, int from, byte[] target, int to) {
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
    }

    @Override
    void fit() {
        fit.fit(MinimumFit.Search.BY_IMPORTANCE);
    }

    @Override
    void writeNumbers(int group, byte[] target, int to) {
        Halves.fp16(target, to, groups.scales[group]);
        Halves.fp16(target, to + 2, -groups.minima[group]);
    }
}
