package org.cria.kernels.encode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Q2_K: blocks of 16 groups of 16 values, each with a scale and a minimum of 4 bits. */
final class Q2_KEncoder implements RowEncoder {
    private static final int VALUES = 256;
    private static final int BYTES = 84;
    private static final int HIGHEST = 3;
    private static final int HIGHEST_SCALE = 15;
    private static final MinimumFit.Search SEARCH = new MinimumFit.Search(-0.5f, 0.1f, 15, true);

    private final Groups groups = new Groups(VALUES / Groups.COUNT);
    private final MinimumFit fit = new MinimumFit(groups, HIGHEST);
    private final BlockScale scaleOfScales = new BlockScale(Groups.COUNT, HIGHEST_SCALE);
    private final BlockScale scaleOfMinima = new BlockScale(Groups.COUNT, HIGHEST_SCALE);
    private final float[] variances = new float[Groups.COUNT];
    private final float[] storedScales = new float[Groups.COUNT];
    private final float[] storedMinima = new float[Groups.COUNT];

    @Override
    public void encode(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        for (int block = 0; block < rows * columns / VALUES; block++) {
            int at = block * BYTES;
            groups.load(values, block * VALUES, Groups.COUNT);
            if (importance == null) {
                groups.weighByMagnitudes();
                fit.fit(SEARCH);
                storeScales(target, at);
            } else {
                groups.loadWeights(importance, block * VALUES % columns, 0, Groups.COUNT);
                Arrays.fill(variances, Groups.energy(values, block * VALUES, VALUES) / VALUES);
                groups.weighByImportance(variances);
                fit.fit(MinimumFit.Search.BY_IMPORTANCE);
                storeFittedScales(target, at);
            }
            groups.encode(storedScales, storedMinima, 0, HIGHEST, 0);
            TwoBits.pack(groups, target, at + 16);
        }
    }

    private void storeScales(byte[] target, int at) {
        float scale = largest(groups.scales);
        float minimum = largest(groups.minima);
        float inverse = HIGHEST_SCALE / scale;
        float inverseMinimum = HIGHEST_SCALE / minimum;
        float d = Halves.fp16(target, at + 80, scale / HIGHEST_SCALE);
        float dmin = Halves.fp16(target, at + 82, minimum / HIGHEST_SCALE);
        for (int g = 0; g < Groups.COUNT; g++) {
            int s = scale > 0 ? Groups.nearest(inverse * groups.scales[g]) : 0;
            int m = minimum > 0 ? Groups.nearest(inverseMinimum * groups.minima[g]) : 0;
            store(g, s | m << 4, d, dmin, target, at);
        }
    }

    private void storeFittedScales(byte[] target, int at) {
        float d = Halves.fp16(target, at + 80, scaleOfScales.fit(groups.scales, 0, groups.weightSums));
        float dmin = Halves.fp16(target, at + 82, scaleOfMinima.fit(groups.minima, 0, groups.weightSums));
        for (int g = 0; g < Groups.COUNT; g++) {
            store(g, scaleOfScales.code(g) | scaleOfMinima.code(g) << 4, d, dmin, target, at);
        }
    }

    private void store(int group, int codes, float d, float dmin, byte[] target, int at) {
        target[at + group] = (byte) codes;
        storedScales[group] = d * (codes & 0xF);
        storedMinima[group] = dmin * (codes >> 4 & 0xF);
    }

    private static float largest(float[] numbers) {
        float largest = 0;
        for (float number : numbers) {
            largest = number > largest ? number : largest;
        }
        return largest;
    }
}
