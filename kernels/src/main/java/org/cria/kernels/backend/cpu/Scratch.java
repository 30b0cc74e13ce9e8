package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Arrays that one thread reuses from task to task; their contents mean nothing between tasks, unless said. */
final class Scratch {
    private float[] weights = new float[0];
    private float[] activations = new float[0];
    private float[] sums = new float[0];
    private @Nullable MatMul arrangedFor;
    private @Nullable ForwardPass arrangedIn;
    private float[] scores = new float[0];
    private final float[] largest = new float[16];
    private final double[] partialSums = new double[8];
    private MemorySegment memory = MemorySegment.NULL;

    /** At least {@code length} floats for decoded rows. */
    float[] weights(int length) {
        if (weights.length < length) {
            weights = new float[length];
        }
        return weights;
    }

    /** At least {@code length} floats for the partial sums of a product. */
    float[] sums(int length) {
        if (sums.length < length) {
            sums = new float[length];
        }
        return sums;
    }

    /**
     * At least {@code length} floats for activations as a format's kernel takes them. They outlast a task, see
     * {@link #arranged}.
     */
    float[] activations(int length) {
        if (activations.length < length) {
            activations = new float[length];
        }
        return activations;
    }

    /** Whether {@link #activations} are still those of this product in this pass; if not they must be made, and will be. */
    @SuppressWarnings("ReferenceEquality") // an equal pass is another one
    boolean arranged(MatMul product, ForwardPass pass) {
        boolean done = arrangedFor == product && arrangedIn == pass;
        arrangedFor = product;
        arrangedIn = pass;
        return done;
    }

    /** At least {@code bytes} bytes outside the heap, for panels of weights or cells that lie apart. */
    MemorySegment memory(long bytes) {
        if (memory.byteSize() < bytes) {
            memory = Arena.ofAuto().allocate(bytes, 64);
        }
        return memory;
    }

    /** Some floats for the largest of each lane. */
    float[] largest() {
        return largest;
    }

    /** Some doubles for sums of each lane. */
    double[] partialSums() {
        return partialSums;
    }

    /** At least {@code length} floats for attention scores; grows by half so that decoding rarely allocates. */
    float[] scores(int length) {
        if (scores.length < length) {
            scores = new float[length + length / 2];
        }
        return scores;
    }
}
