package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/**
 * Causal attention over the cells of a sequence with the softmax computed on the way, so that scores are never stored. A long past
 * is split over several groups, whose results {@link #combine} puts together.
 *
 * @see <a href="https://arxiv.org/abs/1805.02867">Online normalizer calculation for softmax</a>
 * @see <a href="https://arxiv.org/abs/2205.14135">FlashAttention</a>
 */
public final class Attention {
    /** Below every score; not infinite, for devices may compute without infinities. */
    private static final float LOWEST = -1e30f;

    private Attention() {}

    /** Numbers of one group's result where the past is split: largest score, sum of weights, weighted sum of values. */
    public static int partSize(int dims) {
        return dims + 2;
    }

    /**
     * One group per row, query head and split. In each step every work-item scores one position, then sums its own dimensions of
     * the values.
     *
     * @param table the cell of each position of each sequence
     * @param q [tokens, heads · dims] turned
     * @param out [tokens, heads · dims], or with several splits [tokens, heads, splits, dims + 2]
     * @param heads query heads
     * @param kvHeads a divisor of heads
     * @param scale on the scores
     * @param softCap that scores approach; 0 for none
     * @param window how many positions a row sees; 0 for all
     * @param kinds of keys and, eight bits up, of values
     * @param items of a group
     */
    public static void attend(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            IntArray table,
            FloatArray q,
            FloatArray k32,
            ShortArray k16,
            FloatArray v32,
            ShortArray v16,
            FloatArray tables,
            FloatArray out,
            int heads,
            int kvHeads,
            int dims,
            float scale,
            float softCap,
            int window,
            int kinds,
            int splits,
            int items) {
        float[] query = context.allocateFloatLocalArray(dims);
        float[] sums = context.allocateFloatLocalArray(dims);
        float[] scores = context.allocateFloatLocalArray(items);
        float[] shares = context.allocateFloatLocalArray(items);
        int item = context.localIdx;
        int row = context.groupIdx / (heads * splits);
        int head = context.groupIdx / splits % heads;
        int split = context.groupIdx % splits;
        int kvHead = head / (heads / kvHeads);
        int columns = kvHeads * dims;
        boolean used = row < pass.get(Pass.ROWS);
        int visible = used ? Pass.of(pass, row, Pass.POSITION) + 1 : 0;
        int cells = used ? Pass.of(pass, row, Pass.SEQUENCE) : 0;
        int begin = window == 0 ? 0 : Math.max(0, visible - window);
        int share = (visible - begin + splits - 1) / splits;
        int from = begin + split * share;
        int to = Math.min(visible, from + share);
        for (int d = item; d < dims; d += items) {
            sums[d] = 0f;
            if (used) {
                query[d] = q.get((row * heads + head) * dims + d) * scale;
            }
        }
        context.localBarrier();
        float largest = LOWEST;
        float total = 0f;
        for (int start = from; start < to; start += items) {
            int position = start + item;
            float score = LOWEST;
            if (position < to) {
                int at = Cache.at(pass, layer, table.get(cells + position), columns) + kvHead * dims;
                score = 0f;
                for (int d = 0; d < dims; d++) {
                    score += query[d] * Cache.get(k32, k16, tables, kinds & 0xFF, at + d);
                }
                if (softCap > 0f) {
                    score = Elementwise.capped(score, softCap);
                }
            }
            scores[item] = score;
            context.localBarrier();
            int count = Math.min(items, to - start);
            float top = largest;
            for (int j = 0; j < count; j++) {
                top = Math.max(top, scores[j]);
            }
            shares[item] = TornadoMath.exp(score - top);
            float kept = TornadoMath.exp(largest - top);
            largest = top;
            context.localBarrier();
            total = total * kept;
            for (int j = 0; j < count; j++) {
                total += shares[j];
            }
            for (int d = item; d < dims; d += items) {
                float sum = sums[d] * kept;
                for (int j = 0; j < count; j++) {
                    int at = Cache.at(pass, layer, table.get(cells + start + j), columns) + kvHead * dims;
                    sum += shares[j] * Cache.get(v32, v16, tables, kinds >> 8, at + d);
                }
                sums[d] = sum;
            }
        }
        if (used) {
            if (splits == 1) {
                for (int d = item; d < dims; d += items) {
                    out.set((row * heads + head) * dims + d, sums[d] / total);
                }
            } else {
                int at = ((row * heads + head) * splits + split) * (dims + 2);
                if (item == 0) {
                    out.set(at, largest);
                    out.set(at + 1, total);
                }
                for (int d = item; d < dims; d += items) {
                    out.set(at + 2 + d, sums[d]);
                }
            }
        }
    }

    /**
     * Puts the splits of every row and head together, one work-item per value. A split without positions weighs nothing.
     *
     * @param parts [tokens, heads, splits, dims + 2]
     * @param out [tokens, heads · dims] overwritten
     */
    public static void combine(
            KernelContext context, IntArray pass, FloatArray parts, FloatArray out, int heads, int dims, int splits) {
        int i = context.globalIdx;
        if (i < pass.get(Pass.ROWS) * heads * dims) {
            int at = i / dims * splits * (dims + 2);
            float largest = LOWEST;
            for (int split = 0; split < splits; split++) {
                largest = Math.max(largest, parts.get(at + split * (dims + 2)));
            }
            float total = 0f;
            float sum = 0f;
            for (int split = 0; split < splits; split++) {
                int part = at + split * (dims + 2);
                float weight = TornadoMath.exp(parts.get(part) - largest);
                total += weight * parts.get(part + 1);
                sum += weight * parts.get(part + 2 + i % dims);
            }
            out.set(i, sum / total);
        }
    }
}
