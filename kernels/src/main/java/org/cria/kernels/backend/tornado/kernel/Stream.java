package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Reads an array as fast as it goes: what a device's memory gives, to compare products with. */
public final class Stream {
    /** Numbers that a work-item reads in a row. */
    public static final int RUN = 16;

    private Stream() {}

    /**
     * {@code sums[item] = Σ x}, over a part for each {@code lanes} work-items, as products read rows. Whole numbers, so that neither
     * order nor rounding matters.
     *
     * @param x a multiple of {@link #RUN} · lanes numbers for each part
     * @param sums [work-items] overwritten
     * @param runs in a part
     */
    public static void sum(KernelContext context, IntArray x, IntArray sums, int runs, int lanes) {
        int item = context.globalIdx;
        int start = item / lanes * runs;
        int sum = 0;
        for (int run = item % lanes; run < runs; run += lanes) {
            for (int i = 0; i < RUN; i++) {
                sum += x.get((start + run) * RUN + i);
            }
        }
        sums.set(item, sum);
    }
}
