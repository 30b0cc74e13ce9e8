package org.cria.kernels.backend;

import static org.cria.kernels.backend.Bounded.EPSILON;

import java.util.Arrays;
import org.cria.kernels.program.Step;

/** Attention in double, by its definition: every score, one softmax, one weighted sum. */
final class DoubleAttention {
    /** OpenCL allows a quotient to be off by 2.5 units in the last place: PoCL's was by 2 on a Zen 4, where something is divided by 1. */
    private static final double DIVISION = 5 * EPSILON;

    private DoubleAttention() {}

    static void run(Step.Attend step, Batch batch, DoubleCache cache, Bounded q, Bounded out) {
        for (int t = 0; t < batch.rows(); t++) {
            int end = batch.positions()[t] + 1;
            int begin = step.window() == 0 ? 0 : Math.max(0, end - step.window());
            int[] cells = Arrays.copyOfRange(batch.cells().get(batch.sequences()[t]), begin, end);
            int visible = end - begin;
            for (int head = 0; head < step.heads(); head++) {
                double[] scores = new double[visible];
                double off = scores(step, cache, cells, q, t, head, scores);
                weigh(step, cache, cells, t, head, scores, off, out);
            }
        }
    }

    /** @return the most that a score may be off by */
    private static double scores(
            Step.Attend step, DoubleCache cache, int[] cells, Bounded q, int t, int head, double[] scores) {
        int dims = step.headDims();
        int kv = head / (step.heads() / step.kvHeads()) * dims;
        double off = 0;
        for (int i = 0; i < scores.length; i++) {
            DoubleCache.Row key = cache.keys(step.layer(), cells[i]);
            double products = 0;
            double carried = 0;
            for (int c = 0; c < dims; c++) {
                double x = q.value(t, head * dims + c);
                double bound = q.bound(t, head * dims + c);
                double k = key.values()[kv + c];
                double keyBound = key.bounds()[kv + c];
                scores[i] += x * k;
                products += Math.abs(x * k);
                carried += Math.abs(x) * keyBound + bound * (Math.abs(k) + keyBound);
            }
            scores[i] *= step.scale();
            double ofScore = Math.abs(step.scale()) * (carried + (dims + 2) * EPSILON * (products + carried));
            if (step.softCap() > 0) {
                double cap = step.softCap();
                scores[i] = cap * Math.tanh(scores[i] / cap);
                ofScore += DoubleInterpreter.CAP_ROUNDINGS * EPSILON * cap;
            }
            off = Math.max(off, ofScore);
        }
        return off;
    }

    /**
     * A score that is off by δ changes its probability by the factor exp(±2δ) at most: once above and once below the softmax's
     * fraction. The subtraction of the largest score, the exponential and a sum of n in any order round besides. A single position has all
     * of it, and is divided by 1 nevertheless.
     */
    private static void weigh(
            Step.Attend step,
            DoubleCache cache,
            int[] cells,
            int t,
            int head,
            double[] scores,
            double off,
            Bounded out) {
        int n = scores.length;
        double largest = Double.NEGATIVE_INFINITY;
        double smallest = Double.POSITIVE_INFINITY;
        for (double score : scores) {
            largest = Math.max(largest, score);
            smallest = Math.min(smallest, score);
        }
        double total = 0;
        for (double score : scores) {
            total += Math.exp(score - largest);
        }
        double rho = Math.exp(2 * (off + EPSILON * (largest - smallest))) * (1 + (n + 8) * EPSILON) - 1;
        int dims = step.headDims();
        int kv = head / (step.heads() / step.kvHeads()) * dims;
        for (int c = 0; c < dims; c++) {
            double sum = 0;
            double bound = 0;
            for (int i = 0; i < n; i++) {
                DoubleCache.Row row = cache.values(step.layer(), cells[i]);
                double p = Math.exp(scores[i] - largest) / total;
                double magnitude = Math.abs(row.values()[kv + c]);
                sum += p * row.values()[kv + c];
                double own = n == 1 ? DIVISION : rho + (n + 2) * EPSILON * (1 + rho);
                bound += p * ((1 + rho) * row.bounds()[kv + c] + own * magnitude) + Float.MIN_NORMAL * magnitude;
            }
            out.set(t, head * dims + c, sum, bound);
        }
    }
}
