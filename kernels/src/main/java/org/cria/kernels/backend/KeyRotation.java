package org.cria.kernels.backend;

import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;

/** Turns keys that were rotated already to other positions. The magnitude of a {@link Rotation} is in them, and stays. */
public final class KeyRotation {
    private final int headDims;
    private final Rotation rotation;

    public KeyRotation(Step.Rope rope) {
        this.headDims = rope.headDims();
        this.rotation = rope.rotation();
    }

    /** The turn by a number of positions, which may be negative. */
    public PairRotation by(int positions) {
        int pairs = rotation.frequencies().size();
        float[] cosines = new float[pairs];
        float[] sines = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            double angle = (double) positions * rotation.frequencies().get(i);
            cosines[i] = (float) Math.cos(angle);
            sines[i] = (float) Math.sin(angle);
        }
        return new PairRotation(headDims, rotation.stride(), rotation.reach(), cosines, sines);
    }

    /**
     * The turn of every pair by some positions.
     *
     * @param stride from a pair's first value to that of the next pair
     * @param reach from a pair's first value to its second
     * @param cosines [pairs]
     * @param sines [pairs]
     */
    @SuppressWarnings("ArrayRecordComponent") // used at once, compared by nobody
    public record PairRotation(int headDims, int stride, int reach, float[] cosines, float[] sines) {
        /**
         * Turns a row.
         *
         * @param row holds {@code columns} values, all heads of one cell, changed
         */
        public void apply(float[] row, int columns) {
            for (int head = 0; head < columns; head += headDims) {
                for (int i = 0; i < cosines.length; i++) {
                    int first = head + stride * i;
                    float a = row[first];
                    float b = row[first + reach];
                    row[first] = a * cosines[i] - b * sines[i];
                    row[first + reach] = a * sines[i] + b * cosines[i];
                }
            }
        }
    }
}
