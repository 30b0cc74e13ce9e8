package org.cria.emulator.examples;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels whose work-items share local memory, wait for each other, or count together. */
final class GroupKernels {
    static final int TILE = 4;

    private GroupKernels() {}

    static void add(KernelContext context, FloatArray a, FloatArray b, FloatArray out) {
        int i = context.globalIdx;
        out.set(i, a.get(i) + b.get(i));
    }

    /** A sum per group, by halves. */
    static void sum(KernelContext context, FloatArray in, FloatArray out) {
        float[] parts = context.allocateFloatLocalArray(64);
        int lane = context.localIdx;
        parts[lane] = in.get(context.globalIdx);
        for (int half = context.localGroupSizeX / 2; half > 0; half /= 2) {
            context.localBarrier();
            if (lane < half) {
                parts[lane] += parts[lane + half];
            }
        }
        if (lane == 0) {
            out.set(context.groupIdx, parts[0]);
        }
    }

    /** Square matrices of {@code size}, a multiple of the tile's. */
    static void tiledProduct(KernelContext context, FloatArray a, FloatArray b, FloatArray c, int size) {
        float[] tileA = context.allocateFloatLocalArray(TILE * TILE);
        float[] tileB = context.allocateFloatLocalArray(TILE * TILE);
        int row = context.localIdy;
        int column = context.localIdx;
        int toRow = context.groupIdy * TILE + row;
        int toColumn = context.groupIdx * TILE + column;
        float sum = 0f;
        for (int tile = 0; tile < size; tile += TILE) {
            tileA[row * TILE + column] = a.get(toRow * size + tile + column);
            tileB[row * TILE + column] = b.get((tile + row) * size + toColumn);
            context.localBarrier();
            for (int k = 0; k < TILE; k++) {
                sum += tileA[row * TILE + k] * tileB[k * TILE + column];
            }
            context.localBarrier();
        }
        c.set(toRow * size + toColumn, sum);
    }

    static void histogram(KernelContext context, IntArray values, IntArray counts) {
        context.atomicAdd(counts, values.get(context.globalIdx), 1);
    }

    /** Counts in local memory first. */
    static void localHistogram(KernelContext context, IntArray values, IntArray counts) {
        int[] own = context.allocateIntLocalArray(8);
        int lane = context.localIdx;
        if (lane < 8) {
            own[lane] = 0;
        }
        context.localBarrier();
        context.atomicAdd(own, values.get(context.globalIdx), 1);
        context.localBarrier();
        if (lane < 8) {
            context.atomicAdd(counts, lane, own[lane]);
        }
    }

    /** Sums of all before, within a group (Hillis and Steele). */
    static void prefixSums(KernelContext context, IntArray in, IntArray out) {
        int[] sums = context.allocateIntLocalArray(32);
        int lane = context.localIdx;
        sums[lane] = in.get(context.globalIdx);
        context.localBarrier();
        for (int reach = 1; reach < 32; reach *= 2) {
            int before = lane >= reach ? sums[lane - reach] : 0;
            context.localBarrier();
            sums[lane] += before;
            context.localBarrier();
        }
        out.set(context.globalIdx, sums[lane]);
    }

    /** One step of a bitonic sort. */
    static void sortStep(KernelContext context, IntArray values, IntArray step) {
        int i = context.globalIdx;
        int block = step.get(0);
        int distance = step.get(1);
        int other = i ^ distance;
        if (other > i) {
            int one = values.get(i);
            int two = values.get(other);
            boolean ascending = (i & block) == 0;
            if ((one > two) == ascending) {
                values.set(i, two);
                values.set(other, one);
            }
        }
    }

    /** A sum per subgroup, by the exchange that CUDA has. */
    static void subgroupSum(KernelContext context, FloatArray in, FloatArray out) {
        float value = in.get(context.globalIdx);
        for (int delta = 16; delta > 0; delta /= 2) {
            value += context.simdShuffleDown(value, delta);
        }
        float all = context.simdSum(in.get(context.globalIdx));
        float first = context.simdBroadcastFirst(value);
        out.set(context.globalIdx, context.localIdx % 32 == 0 ? all : first);
    }

    /** Neighbours in half precision by way of local memory. */
    static void reversed(KernelContext context, HalfFloatArray in, HalfFloatArray out) {
        HalfFloat[] tile = context.allocateHalfFloatLocalArray(16);
        int lane = context.localIdx;
        tile[lane] = in.get(context.globalIdx);
        context.localBarrier();
        out.set(context.globalIdx, tile[15 - lane]);
    }
}
