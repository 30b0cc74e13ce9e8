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

    /** Sizes of attention in one number: a task takes 20 arguments at most. The cache's kinds are those that kernels take. */
    public static long sizes(int heads, int kvHeads, int dims, int kinds, int splits) {
        return heads | (long) kvHeads << 12 | (long) dims << 24 | (long) splits << 36 | (long) kinds << 48;
    }

    /**
     * How attention turns queries and keys, in one number; 0 where they are turned and in the cache already.
     *
     * @param pairs of a head that turn
     * @param pairing see {@link Rope#pairing}
     * @param angles where the rotation's angles begin
     */
    public static long turn(int pairs, int pairing, int angles) {
        return 1L | (long) pairs << 1 | (long) pairing << 12 | (long) angles << 32;
    }

    /**
     * One group per row, query head and split. In each step every work-item scores one position, then sums its own dimensions of
     * the values.
     *
     * <p>Where it turns, there is one row, whose keys and values are not in the cache yet: every group turns its query and its key for
     * itself, and one of those that share a key puts key and value into the cache, where no other looks.
     *
     * @param table the cell of each position of each sequence
     * @param q [tokens, heads · dims]
     * @param k [1, kvHeads · dims] as it is before turning; not read unless it turns
     * @param v [1, kvHeads · dims] likewise
     * @param rotations [positions, pairs, 2] likewise
     * @param out [tokens, heads · dims], or with several splits [tokens, heads, splits, dims + 2]
     * @param scale on the scores
     * @param softCap that scores approach; 0 for none
     * @param window how many positions a row sees; 0 for all
     * @param sizes see {@link #sizes}
     * @param turn see {@link #turn}
     * @param items of a group
     */
    public static void attend(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            IntArray table,
            FloatArray q,
            FloatArray k,
            FloatArray v,
            FloatArray rotations,
            FloatArray k32,
            ShortArray k16,
            FloatArray v32,
            ShortArray v16,
            FloatArray tables,
            FloatArray out,
            float scale,
            float softCap,
            int window,
            long sizes,
            long turn,
            int items) {
        int heads = (int) (sizes & 0xFFF);
        int kvHeads = (int) ((sizes >> 12) & 0xFFF);
        int dims = (int) ((sizes >> 24) & 0xFFF);
        int splits = (int) ((sizes >> 36) & 0xFFF);
        int kinds = (int) ((sizes >> 48) & 0x7FFF);
        float[] query = context.allocateFloatLocalArray((int) ((sizes >> 24) & 0xFFF));
        float[] key = context.allocateFloatLocalArray((int) ((sizes >> 24) & 0xFFF));
        float[] sums = context.allocateFloatLocalArray((int) ((sizes >> 24) & 0xFFF));
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
        // The position whose key and value are not in the cache yet; none where nothing is to be turned.
        int last = turn == 0 ? visible : visible - 1;
        if (turn == 0) {
            for (int d = item; d < dims; d += items) {
                if (used) {
                    query[d] = q.get((row * heads + head) * dims + d) * scale;
                }
            }
        } else if (used) {
            int pairs = (int) ((turn >> 1) & 0x7FF);
            int pairing = (int) ((turn >> 12) & 0xFFFFF);
            int angles = (int) (turn >> 32) + last * pairs * 2;
            boolean stores = head % (heads / kvHeads) == 0 && split == 0;
            int cell = Cache.at(pass, layer, Pass.of(pass, row, Pass.CELL), columns) + kvHead * dims;
            for (int pair = item; pair < dims / 2; pair += items) {
                float cos = 1f;
                float sin = 0f;
                int first = 2 * pair;
                int second = first + 1;
                if (pair < pairs) {
                    first = pair * Rope.stride(pairing);
                    second = first + Rope.reach(pairing);
                    cos = rotations.get(angles + 2 * pair);
                    sin = rotations.get(angles + 2 * pair + 1);
                }
                float a = q.get(head * dims + first);
                float b = q.get(head * dims + second);
                query[first] = (a * cos - b * sin) * scale;
                query[second] = (a * sin + b * cos) * scale;
                float c = k.get(kvHead * dims + first);
                float d = k.get(kvHead * dims + second);
                // As the cache will give it back.
                key[first] = Cache.rounded(tables, kinds & 0xFF, c * cos - d * sin);
                key[second] = Cache.rounded(tables, kinds & 0xFF, c * sin + d * cos);
                if (stores) {
                    Cache.set(k32, k16, kinds & 0xFF, cell + first, c * cos - d * sin);
                    Cache.set(k32, k16, kinds & 0xFF, cell + second, c * sin + d * cos);
                    Cache.set(v32, v16, kinds >> 8, cell + first, v.get(kvHead * dims + first));
                    Cache.set(v32, v16, kinds >> 8, cell + second, v.get(kvHead * dims + second));
                }
            }
        }
        for (int d = item; d < dims; d += items) {
            sums[d] = 0f;
        }
        context.localBarrier();
        float largest = LOWEST;
        float total = 0f;
        for (int start = from; start < to; start += items) {
            int position = start + item;
            float score = LOWEST;
            if (position < to) {
                score = 0f;
                // Two loops, of which one does something: devices mix up what loops in an if and its else leave behind.
                for (int d = 0, own = position == last ? dims : 0; d < own; d++) {
                    score += query[d] * key[d];
                }
                int at = Cache.at(pass, layer, table.get(cells + position), columns) + kvHead * dims;
                for (int d = 0, cached = position == last ? 0 : dims; d < cached; d++) {
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
                int stored = Math.min(count, last - start);
                for (int j = 0; j < stored; j++) {
                    int at = Cache.at(pass, layer, table.get(cells + start + j), columns) + kvHead * dims;
                    sum += shares[j] * Cache.get(v32, v16, tables, kinds >> 8, at + d);
                }
                if (stored < count) {
                    sum += shares[stored] * Cache.rounded(tables, kinds >> 8, v.get(kvHead * dims + d));
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
