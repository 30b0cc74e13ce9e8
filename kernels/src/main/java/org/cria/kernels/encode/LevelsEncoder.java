package org.cria.kernels.encode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** IQ4_NL and IQ4_XS: groups of 32 values that take one of 16 levels, with a scale each; IQ4_XS keeps the scales of 8 groups in 6 bits. */
final class LevelsEncoder implements RowEncoder {
    private static final int VALUES = 32;
    private static final int SCALE_RANGE = 32;

    private final int blockGroups;
    private final Groups groups = new Groups(VALUES);
    private final LevelsFit fit = new LevelsFit(groups);
    private final float[] variances = new float[Groups.COUNT];
    private final float[] factors = new float[Groups.COUNT];

    /** @param blockGroups groups of a block: 1 for IQ4_NL, 8 for IQ4_XS */
    LevelsEncoder(int blockGroups) {
        this.blockGroups = blockGroups;
    }

    @Override
    public void encode(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        int all = rows * columns / VALUES;
        for (int first = 0; first < all; first += Groups.COUNT) {
            int count = Math.min(Groups.COUNT, all - first);
            groups.load(values, first * VALUES, count);
            if (importance == null) {
                groups.weighBySquares();
            } else {
                for (int g = 0; g < count; g += blockGroups) {
                    weigh(values, (first + g) * VALUES, columns, importance, g);
                }
                groups.weighByImportance(variances);
            }
            fit.fit();
            if (blockGroups == 1) {
                storeSingly(first, count, target);
            } else {
                storeTogether(first, count, target);
            }
        }
    }

    private void weigh(float[] values, int start, int columns, float[] importance, int lane) {
        int length = blockGroups * VALUES;
        groups.loadWeights(importance, start % columns, lane, blockGroups);
        Arrays.fill(variances, lane, lane + blockGroups, Groups.energy(values, start, length) * (2f / length));
    }

    private void storeSingly(int first, int count, byte[] target) {
        for (int g = 0; g < Groups.COUNT; g++) {
            factors[g] = groups.scales[g] == 0 ? 0 : 1 / groups.scales[g];
        }
        fit.encode(factors);
        for (int g = 0; g < count; g++) {
            int at = (first + g) * 18;
            Halves.fp16(target, at, groups.scales[g]);
            Nibbles.pack(groups.codes, g, Groups.COUNT, false, target, at + 2);
        }
    }

    private void storeTogether(int first, int count, byte[] target) {
        for (int g = 0; g < count; g += blockGroups) {
            storeScales(g, target, (first + g) / blockGroups * 136);
        }
        fit.encode(factors);
        for (int g = 0; g < count; g++) {
            int block = (first + g) / blockGroups * 136;
            Nibbles.pack(groups.codes, g, Groups.COUNT, false, target, block + 8 + 16 * (g % blockGroups));
        }
    }

    /** The scale of largest magnitude gets the lowest code. */
    private void storeScales(int lane, byte[] target, int at) {
        float extreme = 0;
        for (int g = lane; g < lane + blockGroups; g++) {
            extreme = Math.abs(groups.scales[g]) > Math.abs(extreme) ? groups.scales[g] : extreme;
        }
        float d = -extreme / SCALE_RANGE;
        float inverse = d == 0 ? 0 : 1 / d;
        Halves.fp16(target, at, d);
        Arrays.fill(target, at + 2, at + 8, (byte) 0);
        for (int g = 0; g < blockGroups; g++) {
            int code = Math.clamp(Groups.nearest(inverse * groups.scales[lane + g]), -SCALE_RANGE, SCALE_RANGE - 1);
            float scale = d * code;
            factors[lane + g] = scale == 0 ? 0 : 1 / scale;
            int stored = code + SCALE_RANGE;
            target[at + 2 + g / 4] |= (byte) (stored >> 4 << (2 * (g % 4)));
            target[at + 4 + g / 2] |= (byte) ((stored & 0xF) << (4 * (g % 2)));
        }
    }
}
