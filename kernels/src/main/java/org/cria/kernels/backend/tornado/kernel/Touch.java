package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/**
 * Kernels that only name arrays: TornadoVM hands a device copy from graph to graph only if a task of the first one uses it. The
 * condition that nothing is done under is in an array, where no compiler sees it.
 */
public final class Touch {
    private Touch() {}

    /** Names an array that the host fills. */
    public static void read(KernelContext context, IntArray never, IntArray sink, FloatArray array) {
        if (never.get(0) == 1) {
            sink.set(0, (int) array.get(0));
        }
    }

    /** Names an array that the host fills. */
    public static void read(KernelContext context, IntArray never, IntArray sink, ShortArray array) {
        if (never.get(0) == 1) {
            sink.set(0, array.get(0));
        }
    }

    /** Names an array that kernels fill. */
    public static void write(KernelContext context, IntArray never, FloatArray array) {
        if (never.get(0) == 1) {
            array.set(0, 0f);
        }
    }

    /** Names an array that kernels fill. */
    public static void write(KernelContext context, IntArray never, ShortArray array) {
        if (never.get(0) == 1) {
            array.set(0, (short) 0);
        }
    }

    /** Names an array that kernels fill. */
    public static void write(KernelContext context, IntArray never, IntArray array) {
        if (never.get(0) == 1) {
            array.set(0, 0);
        }
    }

    /** Names an array that the host fills. */
    public static void read(KernelContext context, IntArray never, IntArray sink, IntArray array) {
        if (never.get(0) == 1) {
            sink.set(0, array.get(0));
        }
    }
}
