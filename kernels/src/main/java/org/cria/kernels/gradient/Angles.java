package org.cria.kernels.gradient;

import org.cria.kernels.program.Rotation;

/**
 * Cosines and sines of a rotation, with its magnitude.
 *
 * @param cosines [positions, pairs]
 * @param sines [positions, pairs]
 */
@SuppressWarnings("ArrayRecordComponent") // a table, compared by nobody
record Angles(float[] cosines, float[] sines) {
    static Angles of(Rotation rotation, int positions) {
        int pairs = rotation.pairs();
        float[] cosines = new float[positions * pairs];
        float[] sines = new float[positions * pairs];
        for (int i = 0; i < cosines.length; i++) {
            int position = i / pairs;
            double angle = (double) position * rotation.frequencies().get(i % pairs);
            cosines[i] = (float) (Math.cos(angle) * rotation.magnitude());
            sines[i] = (float) (Math.sin(angle) * rotation.magnitude());
        }
        return new Angles(cosines, sines);
    }

    boolean reaches(int positions, Rotation rotation) {
        return cosines.length >= positions * rotation.pairs();
    }
}
