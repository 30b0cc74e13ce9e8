package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The best few logits, so that not all of them have to leave the device. */
public final class Best {
    private static final float LOWEST = -3.4e38f;

    private Best() {}

    /**
     * Each group finds the best of its part of the vocabulary, one after the other; equal logits go by the lower id.
     *
     * @param logits [vocabulary] of one row
     * @param values [groups, wanted + 1] the best logits, and the sum of exponentials relative to the first of them
     * @param ids [groups, wanted] their tokens, -1 where there are no more
     * @param wanted how many of each group
     * @param share of the vocabulary in a group
     * @param items of a group
     */
    public static void find(
            KernelContext context,
            IntArray pass,
            FloatArray logits,
            FloatArray values,
            IntArray ids,
            int vocabulary,
            int wanted,
            int share,
            int items) {
        // Two halves in turns, so that one barrier per round is enough.
        float[] bests = context.allocateFloatLocalArray(2 * items);
        int[] owners = context.allocateIntLocalArray(2 * items);
        float[] sums = context.allocateFloatLocalArray(items);
        int item = context.localIdx;
        int group = context.groupIdx;
        int from = group * share;
        int to = pass.get(Pass.OUTPUTS) > 0 ? Math.min(vocabulary, from + share) : 0;
        float last = -LOWEST;
        int lastId = -1;
        float sum = 0f;
        for (int round = 0; round < wanted; round++) {
            float best = LOWEST;
            int owner = vocabulary;
            for (int id = from + item; id < to; id += items) {
                float logit = logits.get(id);
                boolean later = logit < last || (logit == last && id > lastId);
                if (later && (logit > best || (logit == best && id < owner))) {
                    best = logit;
                    owner = id;
                }
            }
            int half = (round & 1) * items;
            bests[half + item] = best;
            owners[half + item] = owner;
            context.localBarrier();
            for (int i = 0; i < items; i++) {
                float other = bests[half + i];
                if (other > best || (other == best && owners[half + i] < owner)) {
                    best = other;
                    owner = owners[half + i];
                }
            }
            last = best;
            lastId = owner;
            if (item == 0) {
                values.set(group * (wanted + 1) + round, best);
                ids.set(group * wanted + round, owner < vocabulary ? owner : -1);
            }
            if (round == 0) {
                for (int id = from + item; id < to; id += items) {
                    sum += TornadoMath.exp(logits.get(id) - best);
                }
            }
        }
        sums[item] = sum;
        context.localBarrier();
        if (item == 0) {
            float all = 0f;
            for (int i = 0; i < items; i++) {
                all += sums[i];
            }
            values.set(group * (wanted + 1) + wanted, all);
        }
    }
}
