package org.cria.kernels.backend.cpu.rows;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the lanes of a vector in one fixed order. {@link FloatVector#reduceLanes} leaves the order open, and interpreted
 * and compiled code indeed differ, so results would change while the JVM warms up.
 */
public final class LaneSum {
    /** The vectors of all loops. */
    public static final VectorSpecies<Float> SPECIES =
            VectorSpecies.of(float.class, VectorShape.forBitSize(VectorWidth.bits));

    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_1 = swap(1);

    private LaneSum() {}

    /** Lane {@code i} takes lane {@code i ^ distance}; lanes beyond a short vector stay as they are. */
    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(SPECIES, i -> distance < SPECIES.length() ? i ^ distance : i);
    }

    /** The sum of a vector of {@link #SPECIES}: the upper half onto the lower, until one lane is left. */
    public static float sum(FloatVector v) {
        FloatVector sum = v;
        if (SPECIES.length() > 8) {
            sum = sum.add(sum.rearrange(SWAP_8));
        }
        if (SPECIES.length() > 4) {
            sum = sum.add(sum.rearrange(SWAP_4));
        }
        if (SPECIES.length() > 2) {
            sum = sum.add(sum.rearrange(SWAP_2));
        }
        return sum.add(sum.rearrange(SWAP_1)).lane(0);
    }
}
