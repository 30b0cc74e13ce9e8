package org.cria.model.lab;

import java.util.Arrays;
import java.util.Optional;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.OwnKernel;
import org.cria.model.Model;
import org.cria.model.forward.Engine;
import org.cria.model.forward.Session;
import org.cria.model.sample.LogProbabilities;

/**
 * What a kernel changes in a text: both it and the kernel in use read the same tokens, one after the other in turns.
 *
 * @param tokens that were compared
 * @param mean Kullback-Leibler divergence from the kernel in use, in nats
 * @param largest of all
 * @param sameTop share of tokens at which both prefer the same, 0 to 1
 * @param sameBits share of tokens at which all scores are the same to the bit
 * @param ownNanos of a token with the kernel, the median
 * @param usedNanos with the one in use
 */
public record KernelDifference(
        int tokens, double mean, double largest, double sameTop, double sameBits, double ownNanos, double usedNanos) {

    /**
     * Compares on the end of a text.
     *
     * @param text tokens, all of them
     * @param from the first token that is read one at a time, at least 1
     */
    public static KernelDifference of(Model model, OwnKernel kernel, int[] text, int from) {
        try (Engine own = model.kernels().apart(Optional.of(kernel));
                Engine used = model.kernels().apart(Optional.empty());
                Session ownSession = own.newSession();
                Session usedSession = used.newSession()) {
            int[] prompt = Arrays.copyOf(text, from);
            Scores.All ownScores = ownSession.prefill(prompt, Progress.NONE).orElseThrow();
            Scores.All usedScores = usedSession.prefill(prompt, Progress.NONE).orElseThrow();
            int count = text.length - from;
            double[] divergences = new double[count];
            long[] ownNanos = new long[count];
            long[] usedNanos = new long[count];
            int top = 0;
            int bits = 0;
            for (int i = 0; i < count; i++) {
                divergences[i] = divergence(usedScores, ownScores);
                top += best(usedScores) == best(ownScores) ? 1 : 0;
                bits += Arrays.equals(usedScores.toArray(), ownScores.toArray()) ? 1 : 0;
                long start = System.nanoTime();
                ownScores = ownSession.decode(text[from + i]);
                long between = System.nanoTime();
                usedScores = usedSession.decode(text[from + i]);
                ownNanos[i] = between - start;
                usedNanos[i] = System.nanoTime() - between;
            }
            return new KernelDifference(
                    count,
                    Arrays.stream(divergences).average().orElse(0),
                    Arrays.stream(divergences).max().orElse(0),
                    count == 0 ? 1 : (double) top / count,
                    count == 0 ? 1 : (double) bits / count,
                    median(ownNanos),
                    median(usedNanos));
        }
    }

    private static double divergence(Scores.All reference, Scores.All found) {
        LogProbabilities p = LogProbabilities.of(reference);
        LogProbabilities q = LogProbabilities.of(found);
        double divergence = 0;
        for (int token = 0; token < reference.vocabulary(); token++) {
            divergence += Math.exp(p.of(token)) * (p.of(token) - q.of(token));
        }
        return Math.max(0, divergence);
    }

    private static int best(Scores.All scores) {
        int best = 0;
        for (int token = 1; token < scores.vocabulary(); token++) {
            best = scores.logit(token) > scores.logit(best) ? token : best;
        }
        return best;
    }

    private static double median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
