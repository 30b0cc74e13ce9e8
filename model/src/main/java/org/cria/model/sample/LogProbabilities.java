package org.cria.model.sample;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;

/**
 * Natural logarithms of the probabilities that logits stand for, before any sampler: {@code logit - log Σ exp(logit)}, computed in
 * double relative to the highest logit. A view: it holds as long as the logits are not overwritten.
 */
public final class LogProbabilities {
    private final float[] logits;
    private final int offset;
    private final int vocabulary;
    private final double highest;
    private final double logTotal;

    private LogProbabilities(float[] logits, int offset, int vocabulary, double highest, double logTotal) {
        this.logits = logits;
        this.offset = offset;
        this.vocabulary = vocabulary;
        this.highest = highest;
        this.logTotal = logTotal;
    }

    /** A token and the logarithm of its probability. */
    public record Entry(int token, double logProbability) {}

    /**
     * Takes one row of logits.
     *
     * @param logits [rows, vocabulary] or any part of it
     * @param offset in {@code logits}, of the logit of token 0
     * @param vocabulary how many tokens there are, 1 or more
     * @throws CriaException if a logit is NaN or +Infinity, or all are -Infinity
     */
    public static LogProbabilities of(float[] logits, int offset, int vocabulary) {
        double highest = highest(logits, offset, vocabulary);
        double total = 0;
        for (int i = 0; i < vocabulary; i++) {
            total += Math.exp(logits[offset + i] - highest);
        }
        return new LogProbabilities(logits, offset, vocabulary, highest, Math.log(total));
    }

    /** The logarithm of a token's probability: 0 for a certain one, -Infinity for one that is ruled out. */
    public double of(int token) {
        return logits[offset + Objects.checkIndex(token, vocabulary)] - highest - logTotal;
    }

    /** The {@code count} most likely tokens, or all if there are fewer; the most likely first, equal ones by id. */
    public List<Entry> top(int count) {
        Selection selection = new Selection();
        selection.start(Math.min(count, vocabulary));
        for (int i = 0; i < vocabulary; i++) {
            selection.offer(logits[offset + i], i);
        }
        return IntStream.range(0, selection.finish())
                .map(selection::id)
                .mapToObj(token -> new Entry(token, of(token)))
                .toList();
    }

    /**
     * The highest logit of a row.
     *
     * @throws CriaException if a logit is NaN or +Infinity, or all are -Infinity: then there is no distribution
     */
    static float highest(float[] logits, int offset, int vocabulary) {
        Objects.checkFromIndexSize(offset, vocabulary, logits.length);
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + vocabulary; i++) {
            highest = Math.max(highest, logits[i]); // NaN, once met, stays
        }
        if (!Float.isFinite(highest)) {
            throw noDistribution(logits, offset, vocabulary, highest);
        }
        return highest;
    }

    private static CriaException noDistribution(float[] logits, int offset, int vocabulary, float found) {
        if (vocabulary == 0) {
            throw new IllegalArgumentException("no logits");
        }
        int token = 0;
        while (Float.compare(logits[offset + token], found) != 0) {
            token++;
        }
        String place = found == Float.NEGATIVE_INFINITY ? " for every token" : " for token " + token;
        return new CriaException(
                "the model produced the logit " + found + place + " (of " + vocabulary
                        + "), expected finite numbers. The model file may be damaged: check it with 'cria inspect', or download it again.");
    }
}
