package org.cria.kernels.encode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Q3_K: blocks of 16 groups of 16 values, each with a scale of 6 bits. */
final class Q3_KEncoder implements RowEncoder {
    private static final int VALUES = 256;
    private static final int BYTES = 110;
    private static final int SCALES = 96;
    private static final int RANGE = 4;
    private static final int SCALE_RANGE = 32;

    private final Groups groups = new Groups(VALUES / Groups.COUNT);
    private final DescentFit descent = new DescentFit(groups, RANGE);
    private final ScaleFit fit = new ScaleFit(groups, RANGE);
    /** The block's scale is fitted to the groups' scales as a group of its own. */
    private final Groups block = new Groups(Groups.COUNT);

    private final ScaleFit blockFit = new ScaleFit(block, SCALE_RANGE);
    private final float[] variances = new float[Groups.COUNT];
    private final float[] weightSums = new float[Groups.COUNT];
    private final int[] scaleCodes = new int[Groups.COUNT];
    private final float[] storedScales = new float[Groups.COUNT];
    private final float[] noMinima = new float[Groups.COUNT];

    @Override
    public void encode(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        for (int b = 0; b < rows * columns / VALUES; b++) {
            groups.load(values, b * VALUES, Groups.COUNT);
            float scale;
            if (importance == null) {
                groups.weighBySquares();
                descent.fit();
                scale = scaleByLargest();
            } else {
                groups.loadWeights(importance, b * VALUES % columns, 0, Groups.COUNT);
                Arrays.fill(variances, 2 * Groups.energy(values, b * VALUES, VALUES) / VALUES);
                groups.weighByImportance(variances);
                fit.fit();
                scale = fittedScale();
            }
            storeScales(Halves.fp16(target, b * BYTES + 108, scale), target, b * BYTES + SCALES);
            groups.encode(storedScales, noMinima, -RANGE, RANGE - 1, RANGE);
            pack(target, b * BYTES);
        }
    }

    /** The scale of largest magnitude gets the lowest code. */
    private float scaleByLargest() {
        float extreme = 0;
        for (float scale : groups.scales) {
            extreme = Math.abs(scale) > Math.abs(extreme) ? scale : extreme;
        }
        if (extreme == 0) {
            Arrays.fill(scaleCodes, 0);
            return 0;
        }
        float factor = -SCALE_RANGE / extreme;
        for (int g = 0; g < Groups.COUNT; g++) {
            int code = (byte) Groups.nearest(factor * groups.scales[g]);
            scaleCodes[g] = Math.clamp(code, -SCALE_RANGE, SCALE_RANGE - 1) + SCALE_RANGE;
        }
        return 1 / factor;
    }

    private float fittedScale() {
        Arrays.fill(weightSums, 0);
        for (int i = 0; i < groups.weights.length; i++) {
            weightSums[i % Groups.COUNT] += groups.weights[i];
        }
        block.load(groups.scales, 0, 1);
        block.loadWeights(weightSums, 0, 0, 1);
        blockFit.fit();
        for (int g = 0; g < Groups.COUNT; g++) {
            scaleCodes[g] = block.codeOf(g);
        }
        return block.scales[0];
    }

    private void storeScales(float d, byte[] target, int at) {
        Arrays.fill(target, at, at + 12, (byte) 0);
        for (int g = 0; g < Groups.COUNT; g++) {
            int code = scaleCodes[g];
            target[at + g % 8] |= (byte) ((code & 0xF) << (4 * (g / 8)));
            target[at + 8 + g % 4] |= (byte) (code >> 4 << (2 * (g / 4)));
            storedScales[g] = d * (code - SCALE_RANGE);
        }
    }

    private void pack(byte[] target, int at) {
        for (int i = 0; i < 32; i++) {
            int third = 0;
            for (int bit = 0; bit < 8; bit++) {
                third |= (groups.codeOf(32 * bit + i) >> 2 & 1) << bit;
            }
            target[at + i] = (byte) third;
        }
        TwoBits.pack(groups, target, at + 32);
    }
}
