package org.cria.kernels.backend.cpu.rows;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the lanes of a vector in one fixed order. {@link FloatVector#reduceLanes} leaves the order open, and interpreted
 * and compiled code indeed differ, so results would change while the JVM warms up.
 */
public final class LaneSum {
    private static final VectorSpecies<Float> S256 = FloatVector.SPECIES_256;
    private static final VectorSpecies<Float> S128 = FloatVector.SPECIES_128;

    private LaneSum() {}

    /** The sum of a vector of the preferred species: upper half onto lower half, until four lanes are left. */
    public static float sum(FloatVector v) {
        return switch (v.length()) {
            case 16 -> sum256(half512(v, 0).add(half512(v, 1)));
            case 8 -> sum256(v);
            default -> sum128(v);
        };
    }

    private static FloatVector half512(FloatVector v, int part) {
        return (FloatVector) v.castShape(S256, part);
    }

    private static float sum256(FloatVector v) {
        return sum128(((FloatVector) v.castShape(S128, 0)).add((FloatVector) v.castShape(S128, 1)));
    }

    private static float sum128(FloatVector v) {
        if (v.length() != 4) {
            float sum = v.lane(0);
            for (int i = 1; i < v.length(); i++) {
                sum += v.lane(i);
            }
            return sum;
        }
        return (v.lane(0) + v.lane(2)) + (v.lane(1) + v.lane(3));
    }
}
