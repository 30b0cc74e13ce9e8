package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Kernels that only name arrays: TornadoVM hands a device copy from graph to graph only if a task of the first one uses it. The
 * condition that nothing is done under is in an array, where no compiler sees it. Each task costs a start some compilation, so
 * one names many arrays.
 */
public final class Touch {
    /** Arrays of floats that a task names. */
    public static final int FLOATS = 4;
    /** Arrays of ints that a task names which kernels fill. */
    public static final int INTS = 12;
    /** Arrays of ints that a task names which the host fills. */
    public static final int FILLED_INTS = 4;

    private Touch() {}

    /** Names one array, as small as a kernel can be. */
    public static void one(KernelContext context, IntArray never, IntArray array) {
        if (never.get(0) == 1) {
            array.set(0, 0);
        }
    }

    /** Names arrays that the host fills. */
    public static void filled(
            KernelContext context,
            IntArray never,
            IntArray sink,
            FloatArray f0,
            FloatArray f1,
            FloatArray f2,
            FloatArray f3,
            IntArray i0,
            IntArray i1,
            IntArray i2,
            IntArray i3) {
        if (never.get(0) == 1) {
            sink.set(0, (int) (f0.get(0) + f1.get(0) + f2.get(0) + f3.get(0)));
            sink.set(1, i0.get(0) + i1.get(0) + i2.get(0) + i3.get(0));
        }
    }

    /** Names arrays that kernels fill. */
    public static void written(
            KernelContext context,
            IntArray never,
            FloatArray f0,
            FloatArray f1,
            FloatArray f2,
            FloatArray f3,
            IntArray i0,
            IntArray i1,
            IntArray i2,
            IntArray i3,
            IntArray i4,
            IntArray i5,
            IntArray i6,
            IntArray i7,
            IntArray i8,
            IntArray i9,
            IntArray i10,
            IntArray i11) {
        if (never.get(0) == 1) {
            f0.set(0, 0f);
            f1.set(0, 0f);
            f2.set(0, 0f);
            f3.set(0, 0f);
            i0.set(0, 0);
            i1.set(0, 0);
            i2.set(0, 0);
            i3.set(0, 0);
            i4.set(0, 0);
            i5.set(0, 0);
            i6.set(0, 0);
            i7.set(0, 0);
            i8.set(0, 0);
            i9.set(0, 0);
            i10.set(0, 0);
            i11.set(0, 0);
        }
    }
}
