package org.cria.kernels.backend.cpu;

/** Arrays that one thread reuses from task to task; their contents mean nothing between tasks. */
final class Scratch {
    private float[] weights = new float[0];
    private float[] activations = new float[0];
    private float[] scores = new float[0];

    /** At least {@code length} floats for decoded rows. */
    float[] weights(int length) {
        if (weights.length < length) {
            weights = new float[length];
        }
        return weights;
    }

    /** At least {@code length} floats for activations as a format's kernel takes them. */
    float[] activations(int length) {
        if (activations.length < length) {
            activations = new float[length];
        }
        return activations;
    }

    /** At least {@code length} floats for attention scores; grows by half so that decoding rarely allocates. */
    float[] scores(int length) {
        if (scores.length < length) {
            scores = new float[length + length / 2];
        }
        return scores;
    }
}
