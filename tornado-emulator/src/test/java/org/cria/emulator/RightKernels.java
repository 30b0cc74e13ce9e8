package org.cria.emulator;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels that are right on every device. */
final class RightKernels {
    static final int TILE = 4;
    private static final float EPSILON = Float.parseFloat("1e-5");

    private RightKernels() {}

    /** {@code out[r] = Σ_c w[r, c] · x[c]}, one work-item per row. */
    static void matvec(KernelContext context, FloatArray w, FloatArray x, FloatArray out, int rows, int cols) {
        int row = context.globalIdx;
        if (row < rows) {
            out.set(row, dot(w, x, row * cols, cols));
        }
    }

    private static float dot(FloatArray w, FloatArray x, int start, int cols) {
        float sum = 0f;
        for (int c = 0; c < cols; c++) {
            sum += w.get(start + c) * x.get(c);
        }
        return sum;
    }

    /** The same with a parallel loop. */
    static void matvecLoop(FloatArray w, FloatArray x, FloatArray out, int rows, int cols) {
        for (@Parallel int row = 0; row < rows; row++) {
            out.set(row, dot(w, x, row * cols, cols));
        }
    }

    /** {@code out[i, j] = a[i] · b[j]} with two parallel loops. */
    static void outer(FloatArray a, FloatArray b, FloatArray out) {
        for (@Parallel int i = 0; i < a.getSize(); i++) {
            for (@Parallel int j = 0; j < b.getSize(); j++) {
                out.set(i * b.getSize() + j, a.get(i) * b.get(j));
            }
        }
    }

    /** {@code c = a · b} for n × n matrices, through tiles in local memory. */
    static void matmul(KernelContext context, FloatArray a, FloatArray b, FloatArray c, int n) {
        float[] tileA = context.allocateFloatLocalArray(TILE * TILE);
        float[] tileB = context.allocateFloatLocalArray(TILE * TILE);
        int row = context.globalIdy;
        int col = context.globalIdx;
        int y = context.localIdy;
        int x = context.localIdx;
        float sum = 0f;
        for (int t = 0; t < n / TILE; t++) {
            tileA[y * TILE + x] = a.get(row * n + t * TILE + x);
            tileB[y * TILE + x] = b.get((t * TILE + y) * n + col);
            context.localBarrier();
            for (int k = 0; k < TILE; k++) {
                sum += tileA[y * TILE + k] * tileB[k * TILE + x];
            }
            context.localBarrier();
        }
        c.set(row * n + col, sum);
    }

    /** {@code out[group]} = sum of the group's part of {@code x}, as a tree. */
    static void sum(KernelContext context, FloatArray x, FloatArray out, int groupSize) {
        float[] parts = context.allocateFloatLocalArray(groupSize);
        int local = context.localIdx;
        parts[local] = x.get(context.globalIdx);
        context.localBarrier();
        for (int half = groupSize / 2; half > 0; half /= 2) {
            if (local < half) {
                parts[local] += parts[local + half];
            }
            context.localBarrier();
        }
        if (local == 0) {
            out.set(context.groupIdx, parts[0]);
        }
    }

    /** Waits for what the group wrote; the width of the first step of a tree. */
    private static int firstHalf(KernelContext context) {
        context.localBarrier();
        return context.localGroupSizeX / 2;
    }

    private static int nextHalf(KernelContext context, int half) {
        context.localBarrier();
        return half / 2;
    }

    /** Waits until the whole group has read; gives back what it was given. */
    private static float whenAllHave(KernelContext context, float value) {
        context.localBarrier();
        return value;
    }

    /** Root-mean-square norm by one group; the barriers stand in methods, called within expressions. */
    static void norm(KernelContext context, FloatArray x, FloatArray out, IntArray calls, int size) {
        float[] parts = context.allocateFloatLocalArray(8);
        int local = context.localIdx;
        long bytes = 4L * size;
        double scaled = 0.0;
        float mean = EPSILON;
        float squares = 0f;
        float largest = 0f;
        for (int i = local; i < size; i += context.localGroupSizeX) {
            squares += x.get(i) * x.get(i);
            largest = TornadoMath.max(largest, TornadoMath.abs(x.get(i)));
        }
        for (int round = 0; round < 2; round++) {
            parts[local] = round == 0 ? squares : largest;
            for (int half = firstHalf(context); half > 0; half = nextHalf(context, half)) {
                if (local < half) {
                    parts[local] += parts[local + half];
                }
            }
            if (round == 0) {
                mean = EPSILON + whenAllHave(context, parts[0]) / size;
            } else {
                scaled += whenAllHave(context, parts[0]) * 0.0;
            }
        }
        scaled += 1.0 / TornadoMath.sqrt(mean);
        for (int i = local; i < size; i += context.localGroupSizeX) {
            out.set(i, (float) (x.get(i) * scaled));
        }
        if (local == 0) {
            calls.set(0, (int) (bytes / 4) + (int) zero(parts[0]));
        }
    }

    private static float zero(float value) {
        return value * 0f;
    }

    /** Sums of the last eight elements up to each work-item, by way of a private array. */
    static void lastEight(KernelContext context, FloatArray x, FloatArray out) {
        float[] ring = new float[8];
        for (int i = 0; i < 8; i++) {
            ring[i] = 0f;
        }
        int item = context.globalIdx;
        for (int i = 0; i <= item; i++) {
            ring[i % 8] = x.get(i);
        }
        float sum = 0f;
        for (int i = 0; i < ring.length; i++) {
            sum += ring[i];
        }
        out.set(item, sum);
    }

    private static int mirrored(KernelContext context, int value) {
        int[] shared = context.allocateIntLocalArray(4);
        shared[context.localIdx] = value;
        context.localBarrier();
        return shared[3 - context.localIdx];
    }

    /**
     * {@code out[i] = x[3 - i] - 2 · x[i]} by a method with a local array, called twice: each call has an array of
     * its own.
     */
    static void mirror(KernelContext context, IntArray x, IntArray out) {
        int i = context.globalIdx;
        out.set(i, mirrored(context, x.get(i)) - mirrored(context, 2 * x.get(3 - i)));
    }

    /** Two steps through global memory of one group. */
    static void shift(KernelContext context, IntArray x, int size) {
        int local = context.localIdx;
        int next = x.get((local + 1) % size);
        context.globalBarrier();
        x.set(local, next);
    }

    /** {@code x[i] += step}. */
    static void add(KernelContext context, IntArray x, int step) {
        int i = context.globalIdx;
        x.set(i, x.get(i) + step);
    }

    /** {@code to = from}. */
    static void copy(KernelContext context, IntArray from, IntArray to) {
        int i = context.globalIdx;
        to.set(i, from.get(i));
    }
}
