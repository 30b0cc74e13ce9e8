package org.cria.emulator.examples;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The three kernels of the README, with the mistakes that it shows. */
final class TaughtKernels {
    private TaughtKernels() {}

    static void add(KernelContext context, FloatArray a, FloatArray b, FloatArray sum) {
        int i = context.globalIdx;
        sum.set(i, a.get(i) + b.get(i));
    }

    static void product(KernelContext context, FloatArray a, FloatArray b, FloatArray c, int size) {
        float[] tileA = context.allocateFloatLocalArray(16);
        float[] tileB = context.allocateFloatLocalArray(16);
        int row = context.localIdy;
        int column = context.localIdx;
        float sum = 0f;
        for (int tile = 0; tile < size; tile += 4) {
            tileA[row * 4 + column] = a.get(context.globalIdy * size + tile + column);
            tileB[row * 4 + column] = b.get((tile + row) * size + context.globalIdx);
            context.localBarrier(); // the tiles are whole
            for (int k = 0; k < 4; k++) {
                sum += tileA[row * 4 + k] * tileB[k * 4 + column];
            }
        }
        c.set(context.globalIdy * size + context.globalIdx, sum);
    }

    static void sum(KernelContext context, FloatArray in, FloatArray out) {
        float[] parts = context.allocateFloatLocalArray(64);
        int lane = context.localIdx;
        parts[lane] = in.get(context.globalIdx);
        for (int half = 32; half > 0; half /= 2) {
            if (lane < half) {
                context.localBarrier();
                parts[lane] += parts[lane + half];
            }
        }
        if (lane == 0) {
            out.set(context.groupIdx, parts[0]);
        }
    }
}
