package org.cria.kernels.encode;

/** Q4_0 and Q5_0: blocks of 32 values with a scale. */
final class ScaledEncoder extends SmallBlocksEncoder {
    private final int range;
    private final ScaleFit fit;

    /** @param range 8 for Q4_0, 16 for Q5_0 */
    ScaledEncoder(int range) {
        super(2, range == 16);
        this.range = range;
        this.fit = new ScaleFit(groups, range);
    }

    /** The value of largest magnitude gets the lowest code. */
    @Override
    void encodeAlone(float[] values, int from, byte[] target, int to) {
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
    }

    @Override
    void fit() {
        fit.fit();
    }

    @Override
    void writeNumbers(int group, byte[] target, int to) {
        Halves.fp16(target, to, groups.scales[group]);
    }
}
