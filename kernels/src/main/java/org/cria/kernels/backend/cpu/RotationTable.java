package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.Batch;
import org.cria.kernels.program.Rotation;

/** Cosines and sines of one rotation for every row of the current batch, computed once and read by all layers. */
final class RotationTable {
    private final float[] frequencies;
    private final float magnitude;
    private float[] cosines = new float[0];
    private float[] sines = new float[0];

    RotationTable(Rotation rotation) {
        this.magnitude = rotation.magnitude();
        this.frequencies = new float[rotation.frequencies().size()];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = rotation.frequencies().get(i);
        }
    }

    int pairs() {
        return frequencies.length;
    }

    /** [rows, pairs] */
    float[] cosines() {
        return cosines;
    }

    /** [rows, pairs] */
    float[] sines() {
        return sines;
    }

    void prepare(Batch batch) {
        int pairs = frequencies.length;
        if (cosines.length < batch.rows() * pairs) {
            cosines = new float[batch.rows() * pairs];
            sines = new float[batch.rows() * pairs];
        }
        for (int row = 0; row < batch.rows(); row++) {
            int position = batch.positions()[row];
            for (int i = 0; i < pairs; i++) {
                double angle = (double) position * frequencies[i];
                cosines[row * pairs + i] = (float) (Math.cos(angle) * magnitude);
                sines[row * pairs + i] = (float) (Math.sin(angle) * magnitude);
            }
        }
    }
}
