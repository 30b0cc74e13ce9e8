package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Causal attention over the cells of a sequence with the softmax computed on the way, so that scores are never stored. A long past
 * is split over several groups, whose results {@link AttentionParts} puts together.
 *
 * @see <a href="https://arxiv.org/abs/1805.02867">Online normalizer calculation for softmax</a>
 * @see <a href="https://arxiv.org/abs/2205.14135">FlashAttention</a>
 */
public final class Attention {
    /** Below every score; not infinite, for devices may compute without infinities. */
    static final float LOWEST = -1e30f;
    /** Words of a key that neighbouring lanes read at once: 32 bytes, what a GPU fetches from memory at least. */
    private static final int MOST_LANES = 8;

    private Attention() {}

    /** Sizes of attention in one number: a task takes 20 arguments at most. The cache's kinds are those that kernels take. */
    public static long sizes(int heads, int kvHeads, int dims, int kinds, int splits) {
        return heads | (long) kvHeads << 12 | (long) dims << 24 | (long) splits << 36 | (long) kinds << 48;
    }

    /**
     * A group in one number: its work-items, and how many of them score a position together.
     *
     * @param lanes as many as may share what they read, see {@link Product}
     * @param kinds of keys and, eight bits up, of values
     */
    public static int group(int items, int lanes, int dims, int kinds) {
        int together = 1;
        while (together < Math.min(lanes, MOST_LANES)
                && items % (2 * together) == 0
                && Cache.words(dims, kinds & 0xFF) % (2 * together) == 0) {
            together *= 2;
        }
        return items | together << 12;
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
     * One group per row, query head and split. In each step it takes as many positions as it has work-items: a few neighbours score a
     * position together, whose words they read side by side; then every work-item sums a word's values over the positions, or over some
     * of them where there are fewer words than work-items.
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
     * @param group see {@link #group}
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
            IntArray kWords,
            FloatArray v32,
            IntArray vWords,
            FloatArray tables,
            FloatArray out,
            float scale,
            float softCap,
            int window,
            long sizes,
            long turn,
            int group) {
        int heads = (int) (sizes & 0xFFF);
        int kvHeads = (int) ((sizes >> 12) & 0xFFF);
        int dims = (int) ((sizes >> 24) & 0xFFF);
        int splits = (int) ((sizes >> 36) & 0xFFF);
        int keyKind = (int) ((sizes >> 48) & 0xFF);
        int valueKind = (int) ((sizes >> 56) & 0x7F);
        int items = group & 0xFFF;
        int lanes = group >> 12;
        float[] query = context.allocateFloatLocalArray((int) ((sizes >> 24) & 0xFFF));
        float[] key = context.allocateFloatLocalArray((int) ((sizes >> 24) & 0xFFF));
        float[] sums = context.allocateFloatLocalArray((int) ((sizes >> 24) & 0xFFF) + 2 * (group & 0xFFF));
        float[] products = context.allocateFloatLocalArray((group & 0xFFF) * ((group >> 12) + 1));
        float[] scores = context.allocateFloatLocalArray(group & 0xFFF);
        float[] shares = context.allocateFloatLocalArray(group & 0xFFF);
        int[] places = context.allocateIntLocalArray(group & 0xFFF);
        float[] powers = context.allocateFloatLocalArray(Tables.POWERS);
        int item = context.localIdx;
        int row = context.groupIdx / (heads * splits);
        int head = context.groupIdx / splits % heads;
        int split = context.groupIdx % splits;
        int kvHead = head / (heads / kvHeads);
        int columns = kvHeads * dims;
        int layerCells = Cache.cell(pass, layer, 0);
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
            int at = kvHead * dims;
            boolean stores = head % (heads / kvHeads) == 0 && split == 0;
            int cell = (layerCells + Pass.of(pass, row, Pass.CELL)) * columns + at;
            for (int d = 2 * item; d < dims; d += 2 * items) {
                query[d] = Rope.turned(q, head * dims, d, rotations, angles, pairs, pairing) * scale;
                query[d + 1] = Rope.turned(q, head * dims, d + 1, rotations, angles, pairs, pairing) * scale;
                float first = Rope.turned(k, at, d, rotations, angles, pairs, pairing);
                float second = Rope.turned(k, at, d + 1, rotations, angles, pairs, pairing);
                // As the cache will give them back.
                key[d] = Cache.rounded(tables, keyKind, first);
                key[d + 1] = Cache.rounded(tables, keyKind, second);
                if (stores) {
                    Cache.set(k32, kWords, keyKind, cell + d, first, second);
                    Cache.set(v32, vWords, valueKind, cell + d, v.get(at + d), v.get(at + d + 1));
                }
            }
        }
        int keyWords = Cache.words(dims, keyKind);
        int valueWords = Cache.words(dims, valueKind);
        int perWord = Cache.perWord(valueKind);
        // Work-items side by side take a word of the values each, and so many positions at once.
        int width = Math.min(items, valueWords);
        int strands = items / width;
        int strand = item / width;
        for (int i = item; i < Tables.POWERS; i += items) {
            powers[i] = Tables.power(tables, i);
        }
        for (int i = item; i < strands * dims; i += items) {
            sums[i] = 0f;
        }
        context.localBarrier();
        float largest = LOWEST;
        float total = 0f;
        for (int start = from; start < to; start += items) {
            int count = Math.min(items, to - start);
            int stored = Math.min(count, last - start);
            for (int p = item / lanes; p < stored; p += items / lanes) {
                int cell = layerCells + table.get(cells + start + p);
                int at = cell * Cache.words(columns, keyKind) + kvHead * keyWords;
                float product = 0f;
                for (int w = item % lanes; w < keyWords; w += lanes) {
                    if (keyKind == Cache.F32) {
                        product += query[w] * k32.get(at + w);
                    } else {
                        int low = kWords.get(at + w);
                        int high = low >> 16;
                        product += query[2 * w] * (Tables.significand(low) * powers[Tables.top(low)]);
                        product += query[2 * w + 1] * (Tables.significand(high) * powers[Tables.top(high)]);
                    }
                }
                products[p * (lanes + 1) + item % lanes] = product;
            }
            if (stored < count && item / lanes == stored % (items / lanes)) {
                float product = 0f;
                for (int d = item % lanes; d < dims; d += lanes) {
                    product += query[d] * key[d];
                }
                products[stored * (lanes + 1) + item % lanes] = product;
            }
            if (lanes > 1) {
                context.localBarrier();
            }
            float score = LOWEST;
            if (item < count) {
                score = 0f;
                for (int lane = 0; lane < lanes; lane++) {
                    score += products[item * (lanes + 1) + lane];
                }
                if (softCap > 0f) {
                    score = Elementwise.capped(score, softCap);
                }
            }
            scores[item] = score;
            context.localBarrier();
            float top = largest;
            for (int j = 0; j < count; j++) {
                top = Math.max(top, scores[j]);
            }
            float own = item < count ? TornadoMath.exp(score - top) : 0f;
            float kept = TornadoMath.exp(largest - top);
            shares[item] = own;
            if (item < stored) {
                places[item] = layerCells + table.get(cells + start + item);
            }
            total = total * kept + own;
            largest = top;
            context.localBarrier();
            int end = strand < strands ? valueWords : 0;
            for (int w = item % width; w < end; w += width) {
                int at = strand * dims + perWord * w;
                int word = kvHead * valueWords + w;
                float first = sums[at] * kept;
                float second = valueKind == Cache.F32 ? 0f : sums[at + 1] * kept;
                for (int j = strand; j < stored; j += strands) {
                    int place = places[j] * Cache.words(columns, valueKind) + word;
                    if (valueKind == Cache.F32) {
                        first += shares[j] * v32.get(place);
                    } else {
                        int low = vWords.get(place);
                        int high = low >> 16;
                        first += shares[j] * (Tables.significand(low) * powers[Tables.top(low)]);
                        second += shares[j] * (Tables.significand(high) * powers[Tables.top(high)]);
                    }
                }
                if (stored < count && strand == 0) {
                    first += shares[stored] * Cache.rounded(tables, valueKind, v.get(perWord * word));
                    if (valueKind != Cache.F32) {
                        second += shares[stored] * Cache.rounded(tables, valueKind, v.get(perWord * word + 1));
                    }
                }
                sums[at] = first;
                if (valueKind != Cache.F32) {
                    sums[at + 1] = second;
                }
            }
        }
        scores[item] = total;
        context.localBarrier();
        if (used) {
            float all = 0f;
            for (int j = 0; j < items; j++) {
                all += scores[j];
            }
            int at = splits == 1
                    ? (row * heads + head) * dims
                    : ((row * heads + head) * splits + split) * (dims + 2) + 2;
            for (int d = item; d < dims; d += items) {
                float sum = 0f;
                for (int s = 0; s < strands; s++) {
                    sum += sums[s * dims + d];
                }
                out.set(at + d, splits == 1 ? sum / all : sum);
            }
            if (splits > 1 && item == 0) {
                out.set(at - 2, largest);
                out.set(at - 1, all);
            }
        }
    }
}
