package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Puts a piece of a large array, which is all that the host has of it at a time, where it belongs. */
public final class Fill {
    /** Arrays that one task fills. */
    public static final int ARRAYS = 10;

    /** In a request: which of the arrays. */
    public static final int WHICH = 0;
    /** In a request: where in it the piece begins. */
    public static final int START = 1;
    /** In a request: values of the piece. */
    public static final int COUNT = 2;
    /** Numbers of a request. */
    public static final int REQUEST = 3;

    private Fill() {}

    /**
     * {@code a[start + i] = piece[i]}, a run of values per group.
     *
     * @param request [{@link #REQUEST}]
     * @param piece [count or more]
     * @param a0 array number 0, and so on; only the one that is asked for is written
     * @param run values of a group
     * @param items of a group
     */
    public static void fill(
            KernelContext context,
            IntArray request,
            IntArray piece,
            IntArray a0,
            IntArray a1,
            IntArray a2,
            IntArray a3,
            IntArray a4,
            IntArray a5,
            IntArray a6,
            IntArray a7,
            IntArray a8,
            IntArray a9,
            int run,
            int items) {
        int which = request.get(WHICH);
        int start = request.get(START);
        int from = context.groupIdx * run + context.localIdx;
        int to = Math.min(request.get(COUNT), (context.groupIdx + 1) * run);
        if (which == 0) {
            copy(piece, from, to, items, a0, start);
        } else if (which == 1) {
            copy(piece, from, to, items, a1, start);
        } else if (which == 2) {
            copy(piece, from, to, items, a2, start);
        } else if (which == 3) {
            copy(piece, from, to, items, a3, start);
        } else if (which == 4) {
            copy(piece, from, to, items, a4, start);
        } else if (which == 5) {
            copy(piece, from, to, items, a5, start);
        } else if (which == 6) {
            copy(piece, from, to, items, a6, start);
        } else if (which == 7) {
            copy(piece, from, to, items, a7, start);
        } else if (which == 8) {
            copy(piece, from, to, items, a8, start);
        } else {
            copy(piece, from, to, items, a9, start);
        }
    }

    private static void copy(IntArray piece, int from, int to, int items, IntArray array, int start) {
        for (int i = from; i < to; i += items) {
            array.set(start + i, piece.get(i));
        }
    }
}
