package org.cria.kernels.encode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Q4_K and Q5_K: blocks of 8 groups of 32 values, each with a scale and a minimum of 6 bits. Two blocks are encoded at a time. */
final class SixBitScalesEncoder implements RowEncoder {
    private static final int VALUES = 256;
    private static final int GROUPS = 8;
    private static final int HIGHEST_SCALE = 63;
    private static final int SCALES = 4;
    private static final int REST = SCALES + 12;

    private final int highest;
    private final int blockBytes;
    private final MinimumFit.Search search;
    private final Groups groups = new Groups(VALUES / GROUPS);
    private final MinimumFit fit;
    private final BlockScale scaleOfScales = new BlockScale(GROUPS, HIGHEST_SCALE);
    private final BlockScale scaleOfMinima = new BlockScale(GROUPS, HIGHEST_SCALE);
    private final float[] variances = new float[Groups.COUNT];
    private final float[] storedScales = new float[Groups.COUNT];
    private final float[] storedMinima = new float[Groups.COUNT];

    /** @param highest code: 15 for Q4_K, 31 for Q5_K */
    SixBitScalesEncoder(int highest) {
        this.highest = highest;
        this.blockBytes = highest == 15 ? 144 : 176;
        this.search = highest == 15
                ? new MinimumFit.Search(-1f, 0.1f, 20, false)
                : new MinimumFit.Search(-0.5f, 0.1f, 15, false);
        this.fit = new MinimumFit(groups, highest);
    }

    @Override
    public void encode(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        int blocks = rows * columns / VALUES;
        for (int first = 0; first < blocks; first += 2) {
            int count = Math.min(2, blocks - first);
            groups.load(values, first * VALUES, count * GROUPS);
            if (importance == null) {
                groups.weighByMagnitudesAndNorms();
                fit.fit(search);
            } else {
                for (int b = 0; b < count; b++) {
                    weigh(values, first + b, columns, importance, b * GROUPS);
                }
                groups.weighByImportance(variances);
                fit.fit(MinimumFit.Search.BY_IMPORTANCE);
            }
            for (int b = 0; b < count; b++) {
                storeScales(b * GROUPS, importance != null, target, (first + b) * blockBytes);
            }
            groups.encode(storedScales, storedMinima, 0, highest, 0);
            for (int b = 0; b < count; b++) {
                pack(b * GROUPS, target, (first + b) * blockBytes + REST);
            }
        }
    }

    private void weigh(float[] values, int block, int columns, float[] importance, int lane) {
        groups.loadWeights(importance, block * VALUES % columns, lane, GROUPS);
        float variance = 2 * Groups.energy(values, block * VALUES, VALUES) / VALUES;
        Arrays.fill(variances, lane, lane + GROUPS, variance);
    }

    private void storeScales(int lane, boolean weighted, byte[] target, int at) {
        float scale;
        float minimum;
        if (weighted) {
            scale = scaleOfScales.fit(groups.scales, lane, groups.weightSums);
            minimum = scaleOfMinima.fit(groups.minima, lane, groups.weightSums);
        } else {
            scale = largest(groups.scales, lane) / HIGHEST_SCALE;
            minimum = largest(groups.minima, lane) / HIGHEST_SCALE;
        }
        float inverse = weighted ? 0 : inverse(largest(groups.scales, lane));
        float inverseMinimum = weighted ? 0 : inverse(largest(groups.minima, lane));
        float d = Halves.fp16(target, at, scale);
        float dmin = Halves.fp16(target, at + 2, minimum);
        Arrays.fill(target, at + SCALES, at + REST, (byte) 0);
        for (int g = 0; g < GROUPS; g++) {
            int s = weighted ? scaleOfScales.code(g) : code(inverse * groups.scales[lane + g]);
            int m = weighted ? scaleOfMinima.code(g) : code(inverseMinimum * groups.minima[lane + g]);
            place(s, m, g, target, at + SCALES);
            storedScales[lane + g] = d * (s & HIGHEST_SCALE);
            storedMinima[lane + g] = dmin * (m & HIGHEST_SCALE);
        }
    }

    private static float largest(float[] numbers, int start) {
        float largest = 0;
        for (int i = start; i < start + GROUPS; i++) {
            largest = numbers[i] > largest ? numbers[i] : largest;
        }
        return largest;
    }

    private static float inverse(float largest) {
        return largest > 0 ? HIGHEST_SCALE / largest : 0;
    }

    /** A byte before it is cut to six bits: what is negative becomes the highest. */
    private static int code(float value) {
        return Math.min(HIGHEST_SCALE, Groups.nearest(value) & 0xFF);
    }

    private static void place(int scale, int minimum, int group, byte[] target, int at) {
        if (group < 4) {
            target[at + group] |= (byte) scale;
            target[at + group + 4] |= (byte) minimum;
        } else {
            target[at + group + 4] = (byte) ((scale & 0xF) | (minimum & 0xF) << 4);
            target[at + group - 4] |= (byte) (scale >> 4 << 6);
            target[at + group] |= (byte) (minimum >> 4 << 6);
        }
    }

    private void pack(int lane, byte[] target, int at) {
        int to = at;
        if (highest == 31) {
            for (int i = 0; i < 32; i++) {
                int fifth = 0;
                for (int g = 0; g < GROUPS; g++) {
                    fifth |= (groups.codes[i * Groups.COUNT + lane + g] >> 4) << g;
                }
                target[to + i] = (byte) fifth;
            }
            to += 32;
        }
        for (int g = 0; g < GROUPS; g += 2) {
            for (int i = 0; i < 32; i++) {
                int code = i * Groups.COUNT + lane + g;
                target[to + i] = (byte) ((groups.codes[code] & 0xF) | (groups.codes[code + 1] & 0xF) << 4);
            }
            to += 32;
        }
    }
}
