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

    private Attention() {}

    /**
     * One group per row, query head and split. In each step it takes as many positions as it has work-items: a few neighbours score a
     * position together, whose words they read side by side; then every work-item sums a word's values over the positions, or over some
     * of them where there are fewer words than work-items.
     *
     * <p>Where it turns, every group turns its query and its key for itself. Keys and values of a row that goes alone are not in the cache
     * yet, and one of the groups that share a key puts both there, where no other looks.
     *
     * @param table the cell of each position of each sequence
     * @param q [tokens, heads · dims]
     * @param k [tokens, kvHeads · dims] as it is before turning; not read unless it turns
     * @param v [tokens, kvHeads · dims] likewise
     * @param rotations [positions, pairs, 2] likewise
     * @param out [tokens, heads · dims], or with several splits [tokens, heads, splits, dims + 2]
     * @param scale on the scores
     * @param softCap that scores approach; 0 for none
     * @param window how many positions a row sees; 0 for all
     * @param sizes see {@link AttentionSizes#sizes}
     * @param turn see {@link AttentionSizes#turn}
     * @param group see {@link AttentionSizes#group}
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
        int lanes = (group >> 12) & 0xF;
        float[] query = context.allocateFloatLocalArray((int) ((sizes >> 24) & 0xFFF));
        // The newest position's, as the cache will give them back.
        float[] key = context.allocateFloatLocalArray((int) ((turn & 1) * ((sizes >> 24) & 0xFFF)) + 1);
        float[] value = context.allocateFloatLocalArray((int) ((turn & 1) * ((sizes >> 24) & 0xFFF)) + 1);
        float[] sums = context.allocateFloatLocalArray(
                (int) ((sizes >> 24) & 0xFFF) + ((group & 0xFFF) << (int) ((sizes >> 56) & 0x7F)));
        float[] products = context.allocateFloatLocalArray((group & 0xFFF) * (((group >> 12) & 0xF) + 1));
        float[] scores = context.allocateFloatLocalArray(group & 0xFFF);
        float[] shares = context.allocateFloatLocalArray(group & 0xFFF);
        int[] places = context.allocateIntLocalArray(group & 0xFFF);
        float[] powers = context.allocateFloatLocalArray(Tables.POWERS);
        int item = context.localIdx;
        int row = context.groupIdx / (heads * splits);
        int head = context.groupIdx / splits % heads;
        int split = context.groupIdx % splits;
        int kvHead = head / (heads / kvHeads);
        int asked = (row * heads + head) * dims;
        int columns = kvHeads * dims;
        int layerCells = Cache.cell(pass, layer, 0);
        int parts = group >> 16 == 1 && row < pass.get(Pass.ROWS) ? Pass.of(pass, row, Pass.PARTS) : splits;
        boolean used = row < pass.get(Pass.ROWS) && split < parts;
        int visible = used ? Pass.of(pass, row, Pass.POSITION) + 1 : 0;
        int cells = used ? Pass.of(pass, row, Pass.SEQUENCE) : 0;
        int begin = window == 0 ? 0 : Math.max(0, visible - window);
        int share = (visible - begin + parts - 1) / parts;
        int from = begin + split * share;
        int to = Math.min(visible, from + share);
        // The position whose key and value are not in the cache yet; none where nothing is to be turned.
        int last = turn == 0 ? visible : visible - 1;
        if (turn == 0) {
            for (int d = item; d < (used ? dims : 0); d += items) {
                query[d] = q.get(asked + d) * scale;
            }
        } else if (used) {
            int pairs = (int) ((turn >> 1) & 0x7FF);
            int pairing = (int) ((turn >> 12) & 0xFFFFF);
            int angles = (int) (turn >> 32) + last * pairs * 2;
            int at = row * columns + kvHead * dims;
            boolean stores = group >> 16 == 0 && head % (heads / kvHeads) == 0 && split == 0;
            int newest = (layerCells + Pass.of(pass, row, Pass.CELL) - row) * columns;
            for (int d = 2 * item; d < dims; d += 2 * items) {
                query[d] = Rope.turned(q, asked, d, rotations, angles, pairs, pairing) * scale;
                query[d + 1] = Rope.turned(q, asked, d + 1, rotations, angles, pairs, pairing) * scale;
                if (keyKind != Cache.Q8_0) {
                    key[d] = Cache.rounded(tables, keyKind, Rope.turned(k, at, d, rotations, angles, pairs, pairing));
                    float second = Rope.turned(k, at, d + 1, rotations, angles, pairs, pairing);
                    key[d + 1] = Cache.rounded(tables, keyKind, second);
                    if (stores) {
                        Cache.set(k32, kWords, keyKind, newest + at + d, key[d], key[d + 1]);
                    }
                }
                if (valueKind != Cache.Q8_0) {
                    value[d] = Cache.rounded(tables, valueKind, v.get(at + d));
                    value[d + 1] = Cache.rounded(tables, valueKind, v.get(at + d + 1));
                    if (stores) {
                        Cache.set(v32, vWords, valueKind, newest + at + d, value[d], value[d + 1]);
                    }
                }
            }
            // Words of every block that has something of the head; the head that a block begins in stores it.
            int end = keyKind == Cache.Q8_0 || valueKind == Cache.Q8_0 ? at + dims : 0;
            for (int c = at - at % CachedBlock.VALUES + 4 * item; c - c % CachedBlock.VALUES < end; c += 4 * items) {
                int block = c - c % CachedBlock.VALUES;
                int own = c >= at && c < end ? 4 : 0;
                if (keyKind == Cache.Q8_0) {
                    int step = CachedBlock.step(
                            tables, Rope.largest(pass, k, 0, block, dims, rotations, angles, pairs, pairing));
                    float inverse = CachedBlock.inverse(tables, step);
                    int word = Rope.word(k, 0, c, dims, rotations, angles, pairs, pairing, inverse);
                    for (int j = 0; j < own; j++) {
                        key[c - at + j] = CachedBlock.value(word, j) * CachedBlock.scale(tables, step);
                    }
                    if (stores && block >= at) {
                        Cache.setWord(k32, kWords, newest + c, word, CachedBlock.scale(tables, step));
                    }
                }
                if (valueKind == Cache.Q8_0) {
                    int step = CachedBlock.step(tables, CachedBlock.largest(v, block));
                    int word = CachedBlock.word(v, c, CachedBlock.inverse(tables, step));
                    for (int j = 0; j < own; j++) {
                        value[c - at + j] = CachedBlock.value(word, j) * CachedBlock.scale(tables, step);
                    }
                    if (stores && block >= at) {
                        Cache.setWord(v32, vWords, newest + c, word, CachedBlock.scale(tables, step));
                    }
                }
            }
        }
        int keyWords = Cache.elements(dims, keyKind);
        int valueWords = Cache.elements(dims, valueKind);
        int perWord = Cache.perElement(valueKind);
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
                int place = cell * Cache.elements(columns, keyKind) + kvHead * keyWords;
                float product = 0f;
                for (int w = item % lanes; w < keyWords; w += lanes) {
                    if (keyKind == Cache.F32) {
                        product += query[w] * k32.get(place + w);
                    } else if (keyKind == Cache.F16) {
                        int lower = kWords.get(place + w);
                        int upper = lower >> 16;
                        product += query[2 * w] * (Tables.significand(lower) * powers[Tables.top(lower)]);
                        product += query[2 * w + 1] * (Tables.significand(upper) * powers[Tables.top(upper)]);
                    } else {
                        product += k32.get((place + w) >> 3)
                                * CachedBlock.dot(
                                        kWords.get(place + w),
                                        query[4 * w],
                                        query[4 * w + 1],
                                        query[4 * w + 2],
                                        query[4 * w + 3]);
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
                score = softCap > 0f ? Elementwise.capped(score, softCap) : score;
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
                int sum = strand * dims + perWord * w;
                int word = kvHead * valueWords + w;
                float first = sums[sum] * kept;
                float second = valueKind == Cache.F32 ? 0f : sums[sum + 1] * kept;
                float third = valueKind == Cache.Q8_0 ? sums[sum + 2] * kept : 0f;
                float fourth = valueKind == Cache.Q8_0 ? sums[sum + 3] * kept : 0f;
                for (int j = strand; j < stored; j += strands) {
                    int place = places[j] * Cache.elements(columns, valueKind) + word;
                    if (valueKind == Cache.F32) {
                        first += shares[j] * v32.get(place);
                    } else if (valueKind == Cache.F16) {
                        int lower = vWords.get(place);
                        int upper = lower >> 16;
                        first += shares[j] * (Tables.significand(lower) * powers[Tables.top(lower)]);
                        second += shares[j] * (Tables.significand(upper) * powers[Tables.top(upper)]);
                    } else {
                        int four = vWords.get(place);
                        float weight = shares[j] * v32.get(place >> 3);
                        first += weight * CachedBlock.value(four, 0);
                        second += weight * CachedBlock.value(four, 1);
                        third += weight * CachedBlock.value(four, 2);
                        fourth += weight * CachedBlock.value(four, 3);
                    }
                }
                if (stored < count && strand == 0) {
                    first += shares[stored] * value[perWord * w];
                    second += valueKind == Cache.F32 ? 0f : shares[stored] * value[perWord * w + 1];
                    third += valueKind == Cache.Q8_0 ? shares[stored] * value[perWord * w + 2] : 0f;
                    fourth += valueKind == Cache.Q8_0 ? shares[stored] * value[perWord * w + 3] : 0f;
                }
                sums[sum] = first;
                if (valueKind != Cache.F32) {
                    sums[sum + 1] = second;
                }
                if (valueKind == Cache.Q8_0) {
                    sums[sum + 2] = third;
                    sums[sum + 3] = fourth;
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
            int result = splits == 1 ? asked : ((row * heads + head) * splits + split) * (dims + 2) + 2;
            for (int d = item; d < dims; d += items) {
                float sum = 0f;
                for (int s = 0; s < strands; s++) {
                    sum += sums[s * dims + d];
                }
                out.set(result + d, parts == 1 ? sum / all : sum);
            }
            if (splits > 1 && item == 0) {
                out.set(result - 2, largest);
                out.set(result - 1, all);
            }
        }
    }
}
