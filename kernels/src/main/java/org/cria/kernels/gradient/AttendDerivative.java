package org.cria.kernels.gradient;

import java.util.Arrays;
import java.util.List;
import org.cria.kernels.program.Step;

/**
 * Causal attention of each text to itself. With scores {@code s = q · k · scale} (or capped), their softmax p and {@code out = p · v}, the
 * derivative is {@code dv = pᵀ · d}, {@code ds = p · (d · vᵀ − Σ p · (d · vᵀ))}, {@code dq = scale · ds · k}, {@code dk = scale · dsᵀ · q}. The pass
 * back makes scores again, some queries at a time, so nothing of the size tokens × tokens is kept.
 *
 * @see <a href="https://arxiv.org/abs/2205.14135">FlashAttention</a>
 */
record AttendDerivative(Step.Attend step, Content q, Content k, Content v, Content out) implements Derivative {
    /** Queries that are treated together. */
    private static final int QUERIES = 64;

    /**
     * Some queries of a head, and the keys that any of them sees.
     *
     * @param start the text's first row
     * @param from the first query in its text
     * @param end the query after the last
     * @param first the first key in its text; the last one is that of the last query
     */
    private record Block(int start, int from, int end, int first, int head, int kvHead) {
        int queries() {
            return end - from;
        }

        int keys() {
            return end - first;
        }
    }

    /** What is done with a block. */
    @FunctionalInterface
    private interface BlockWork {
        void run(Block block, Desk desk, Hands alone);
    }

    /** All blocks; those that share keys one after the other. */
    private void forBlocks(Frame frame, BlockWork work) {
        int group = step.heads() / step.kvHeads();
        int[] starts = frame.rows().starts();
        frame.crew().run(frame.rows().texts() * step.kvHeads(), (number, desk) -> {
            Hands alone = (portions, portion) -> {
                for (int i = 0; i < portions; i++) {
                    portion.run(i, desk);
                }
            };
            int text = number / step.kvHeads();
            int kvHead = number % step.kvHeads();
            int length = starts[text + 1] - starts[text];
            for (int head = kvHead * group; head < (kvHead + 1) * group; head++) {
                for (int from = 0; from < length; from += QUERIES) {
                    int end = Math.min(length, from + QUERIES);
                    int first = step.window() == 0 ? 0 : Math.max(0, from + 1 - step.window());
                    work.run(new Block(starts[text], from, end, first, head, kvHead), desk, alone);
                }
            }
        });
    }

    private Factor queries(float[] values, Block block) {
        return Factor.of(values, queriesAt(block), q.columns());
    }

    private int queriesAt(Block block) {
        return (block.start + block.from) * q.columns() + block.head * step.headDims();
    }

    private Factor keys(float[] values, Block block) {
        return Factor.of(values, keysAt(block), k.columns());
    }

    private int keysAt(Block block) {
        return (block.start + block.first) * k.columns() + block.kvHead * step.headDims();
    }

    @Override
    public void forward(Frame frame) {
        float[] queries = frame.values(q);
        float[] keys = frame.values(k);
        float[] values = frame.values(v);
        float[] to = frame.make(out);
        forBlocks(frame, (block, desk, alone) -> {
            float[] shares = desk.floats(1, block.queries() * block.keys());
            shares(queries, keys, block, desk, alone, shares, new float[0]);
            int dims = step.headDims();
            desk.product()
                    .run(
                            alone,
                            Factor.of(shares, 0, block.keys()),
                            keys(values, block),
                            block.queries(),
                            dims,
                            block.keys(),
                            to,
                            queriesAt(block),
                            out.columns(),
                            false);
        });
    }

    /**
     * The softmax of a block's scores.
     *
     * @param shares [queries, keys], overwritten
     * @param slopes [queries, keys], overwritten with the slopes of the cap; empty if they are not wanted
     */
    private void shares(
            float[] queries, float[] keys, Block block, Desk desk, Hands alone, float[] shares, float[] slopes) {
        int n = block.keys();
        int dims = step.headDims();
        desk.product()
                .run(
                        alone,
                        queries(queries, block),
                        keys(keys, block).turn(),
                        block.queries(),
                        n,
                        dims,
                        shares,
                        0,
                        n,
                        false);
        for (int i = 0; i < block.queries(); i++) {
            int position = block.from + i;
            int from = step.window() == 0 ? 0 : Math.max(0, position + 1 - step.window() - block.first);
            int end = position + 1 - block.first;
            Arrays.fill(shares, i * n, i * n + from, 0f);
            softmax(shares, slopes, i * n + from, i * n + end);
            Arrays.fill(shares, i * n + end, (i + 1) * n, 0f);
        }
    }

    private void softmax(float[] scores, float[] slopes, int from, int end) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < end; i++) {
            float score = scores[i] * step.scale();
            if (step.softCap() > 0) {
                float tanh = (float) Math.tanh(score / step.softCap());
                score = tanh * step.softCap();
                if (slopes.length > 0) {
                    slopes[i] = CapDerivative.slope(tanh);
                }
            }
            scores[i] = score;
            largest = Math.max(largest, score);
        }
        Exponentials.differences(scores, largest, from, end);
        float total = 0;
        for (int i = from; i < end; i++) {
            total += scores[i];
        }
        float factor = 1 / total;
        for (int i = from; i < end; i++) {
            scores[i] *= factor;
        }
    }

    @Override
    public void backward(Frame frame) {
        Back back = new Back(frame);
        forBlocks(frame, back::run);
    }

    /** The pass back of a frame. */
    private final class Back {
        private final float[] queries;
        private final float[] keys;
        private final float[] values;
        private final float[] of;
        private final Gradients.Sum toQueries;
        private final float[] toKeys;
        private final float[] toValues;

        Back(Frame frame) {
            queries = frame.values(q);
            keys = frame.values(k);
            values = frame.values(v);
            of = frame.gradients().of(out);
            toQueries = frame.isWanted(q) ? frame.gradients().sum(q) : new Gradients.Sum(new float[0], false);
            toKeys = frame.isWanted(k) ? frame.gradients().begun(k) : new float[0];
            toValues = frame.isWanted(v) ? frame.gradients().begun(v) : new float[0];
        }

        void run(Block block, Desk desk, Hands alone) {
            int rows = block.queries();
            int n = block.keys();
            int dims = step.headDims();
            float[] shares = desk.floats(1, rows * n);
            float[] slopes = step.softCap() > 0 ? desk.floats(2, rows * n) : new float[0];
            shares(queries, keys, block, desk, alone, shares, slopes);
            Factor gradient = queries(of, block);
            BlockedProduct product = desk.product();
            if (toValues.length > 0) {
                Factor turned = Factor.of(shares, 0, n).turn();
                product.run(alone, turned, gradient, n, dims, rows, toValues, keysAt(block), v.columns(), true);
            }
            float[] back = desk.floats(3, rows * n);
            product.run(alone, gradient, keys(values, block).turn(), rows, n, dims, back, 0, n, false);
            for (int i = 0; i < rows; i++) {
                toScores(shares, back, slopes, i * n, n);
            }
            Factor scores = Factor.of(back, 0, n);
            if (toQueries.values().length > 0) {
                int at = queriesAt(block);
                product.run(
                        alone,
                        scores,
                        keys(keys, block),
                        rows,
                        dims,
                        n,
                        toQueries.values(),
                        at,
                        q.columns(),
                        toQueries.adds());
            }
            if (toKeys.length > 0) {
                product.run(
                        alone,
                        scores.turn(),
                        queries(queries, block),
                        n,
                        dims,
                        rows,
                        toKeys,
                        keysAt(block),
                        k.columns(),
                        true);
            }
        }

        /** {@code back = shares · (back − Σ shares · back) · slopes · scale}. */
        private void toScores(float[] shares, float[] back, float[] slopes, int start, int n) {
            double mean = 0;
            for (int i = start; i < start + n; i++) {
                mean += (double) shares[i] * back[i];
            }
            float minus = (float) mean;
            for (int i = start; i < start + n; i++) {
                float slope = shares[i] * step.scale();
                // A key that is not seen has no share, and no slope either.
                slope = slopes.length > 0 && shares[i] > 0 ? slope * slopes[i] : slope;
                back[i] = slope * (back[i] - minus);
            }
        }
    }

    @Override
    public List<Content> kept() {
        return List.of(q, k, v);
    }
}
