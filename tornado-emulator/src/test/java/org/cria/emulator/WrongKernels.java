package org.cria.emulator;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels that are each wrong in one way. */
final class WrongKernels {
    static final float[] TABLE = {1f, 2f};
    static int counter = 3;

    private WrongKernels() {}

    static void beyondTheEnd(KernelContext context, IntArray x) {
        int i = context.globalIdx;
        x.set(i + 1, i);
    }

    static void beyondThePrivateEnd(KernelContext context, IntArray x) {
        int[] few = new int[2];
        few[x.getSize()] = 1;
        x.set(context.globalIdx, few[0]);
    }

    static void everyoneWritesTheFirst(KernelContext context, IntArray x) {
        x.set(0, 1);
    }

    static void readsANeighbour(KernelContext context, IntArray x) {
        int i = context.globalIdx;
        x.set(i, x.get((i + 1) % x.getSize()));
    }

    static void readsANeighbourInALoop(IntArray x) {
        for (@Parallel int i = 0; i < x.getSize(); i++) {
            x.set(i, x.get((i + 1) % x.getSize()));
        }
    }

    static void writesAroundALoop(IntArray x, IntArray out) {
        out.set(0, 1);
        for (@Parallel int i = 0; i < x.getSize(); i++) {
            x.set(i, i);
        }
    }

    static void sumsAcrossGroups(KernelContext context, IntArray x, IntArray out) {
        if (context.localIdx == 0) {
            out.set(0, out.get(0) + x.get(context.globalIdx));
        }
    }

    /** Right for one group. */
    static void firstIsReadByAllThenWritten(KernelContext context, IntArray x) {
        int first = x.get(0);
        context.globalBarrier();
        x.set(context.localIdx, first + context.localIdx);
    }

    static void lastWritesWhatAllHaveRead(KernelContext context, IntArray x) {
        int first = x.get(0);
        if (context.globalIdx == x.getSize() - 1) {
            x.set(0, first + 1);
        }
    }

    static void localFenceForGlobalMemory(KernelContext context, IntArray x) {
        int local = context.localIdx;
        int next = x.get((local + 1) % x.getSize());
        context.localBarrier();
        x.set(local, next);
    }

    static void barrierInABranch(KernelContext context, IntArray x) {
        if (context.localIdx < 2) {
            context.localBarrier();
        }
        x.set(context.globalIdx, 1);
    }

    @SuppressWarnings("DuplicateBranches")
    static void twoBarriers(KernelContext context, IntArray x) {
        if (context.localIdx < 2) {
            context.localBarrier();
        } else {
            context.localBarrier();
        }
        x.set(context.globalIdx, 1);
    }

    static void readsEmptyLocalMemory(KernelContext context, IntArray x) {
        int[] shared = context.allocateIntLocalArray(4);
        if (context.localIdx > 0) {
            shared[context.localIdx] = 1;
        }
        context.localBarrier();
        x.set(context.globalIdx, shared[(context.localIdx + 1) % 4]);
    }

    static void readsEmptyPrivateMemory(KernelContext context, FloatArray x) {
        float[] own = new float[4];
        own[0] = 1f;
        x.set(context.globalIdx, own[0] + own[3]);
    }

    static void bitsToFloat(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, Float.intBitsToFloat(0x3f800000));
    }

    static void fused(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, Math.fma(1f, 2f, 3f));
    }

    static void halfToFloat(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, Float.float16ToFloat((short) 0x3c00));
    }

    static void staticTable(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, TABLE[0]);
    }

    static void staticCounter(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, counter);
    }

    static void lengthFromAnArgument(KernelContext context, FloatArray x, int length) {
        float[] own = new float[length];
        own[0] = 1f;
        x.set(context.globalIdx, own[0]);
    }

    static void makesAnObject(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, new StringBuilder().length());
    }

    static void callsItself(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, factorial(3));
    }

    private static int factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    static void throwsSomething(KernelContext context, FloatArray x) {
        if (context.globalIdx > 2) {
            throw new IllegalStateException();
        }
        x.set(context.globalIdx, 1f);
    }

    static void twoLoops(IntArray x) {
        for (@Parallel int i = 0; i < x.getSize(); i++) {
            x.set(i, 1);
        }
        for (@Parallel int i = 0; i < x.getSize(); i++) {
            x.set(i, 2);
        }
    }

    static void handsOnALocalArray(KernelContext context, FloatArray x) {
        float[] shared = context.allocateFloatLocalArray(2);
        shared[context.localIdx] = 1f;
        context.localBarrier();
        x.set(context.globalIdx, sum(shared));
    }

    static void handsOnAPrivateArray(KernelContext context, FloatArray x) {
        float[] own = new float[2];
        own[0] = 1f;
        own[1] = 2f;
        x.set(context.globalIdx, sum(own));
    }

    private static float sum(float[] two) {
        return two[0] + two[1];
    }

    static void select(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, 1f);
    }

    static void constant(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, 1f);
    }

    static void float4(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, 1f);
    }

    static void native_run(KernelContext context, FloatArray x) {
        x.set(context.globalIdx, 1f);
    }
}
