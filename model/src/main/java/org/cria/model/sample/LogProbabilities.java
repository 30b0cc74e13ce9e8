package org.cria.model.sample;

import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Scores;

/**
 * Natural logarithms of the probabilities that logits stand for, before any sampler: {@code logit - log Σ exp(logit)}. Of all logits
 * the sum is computed here, in double relative to the highest; the best few bring it. A view: it holds as long as the logits are not
 * overwritten.
 */
public final class LogProbabilities {
    private final Scores scores;
    private final double highest;
    /** Relative to {@link #highest}. */
    private final double logTotal;

    private LogProbabilities(Scores scores, double highest, double logTotal) {
        this.scores = scores;
        this.highest = highest;
        this.logTotal = logTotal;
    }

    /** A token and the logarithm of its probability. */
    public record Entry(int token, double logProbability) {}

    /** @throws CriaException if a logit is NaN or +Infinity, or all are -Infinity */
    public static LogProbabilities of(Scores scores) {
        return switch (scores) {
            case Scores.All all -> of(all);
            case Scores.Best best -> new LogProbabilities(best, 0, logSumExp(best));
        };
    }

    private static LogProbabilities of(Scores.All all) {
        double highest = highest(all);
        float[] logits = all.values();
        int offset = all.offset();
        double total = 0;
        for (int i = 0; i < all.vocabulary(); i++) {
            total += Math.exp(logits[offset + i] - highest);
        }
        return new LogProbabilities(all, highest, Math.log(total));
    }

    /**
     * The logarithm of a token's probability: 0 for a certain one, -Infinity for one that is ruled out.
     *
     * @throws IndexOutOfBoundsException if there is no such token, or it is not among the best where only they are known
     */
    public double of(int token) {
        return logit(token) - highest - logTotal;
    }

    private float logit(int token) {
        return switch (scores) {
            case Scores.All all -> all.logit(token);
            case Scores.Best best -> {
                for (int i = 0; i < best.count(); i++) {
                    if (best.ids()[i] == token) {
                        yield best.values()[i];
                    }
                }
                throw new IndexOutOfBoundsException("token " + token + " is not among the best " + best.count());
            }
        };
    }

    /** The {@code count} most likely tokens, or all that are known if there are fewer; the most likely first, equal ones by id. */
    public List<Entry> top(int count) {
        return switch (scores) {
            case Scores.All all -> {
                Selection selection = new Selection();
                selection.start(Math.min(count, all.vocabulary()));
                for (int i = 0; i < all.vocabulary(); i++) {
                    selection.offer(all.logit(i), i);
                }
                yield entries(IntStream.range(0, selection.finish()).map(selection::id));
            }
            case Scores.Best best ->
                entries(IntStream.range(0, Math.min(count, best.count())).map(i -> best.ids()[i]));
        };
    }

    private List<Entry> entries(IntStream tokens) {
        return tokens.mapToObj(token -> new Entry(token, of(token))).toList();
    }

    /**
     * The highest logit of a row.
     *
     * @throws CriaException if a logit is NaN or +Infinity, or all are -Infinity: then there is no distribution
     */
    static float highest(Scores.All all) {
        float[] logits = all.values();
        int end = all.offset() + all.vocabulary();
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = all.offset(); i < end; i++) {
            highest = Math.max(highest, logits[i]); // NaN, once met, stays
        }
        if (!Float.isFinite(highest)) {
            throw noDistribution(all, highest);
        }
        return highest;
    }

    /** The same of the best few: the logarithm of their sum, which no distribution lacks. */
    static float logSumExp(Scores.Best best) {
        if (best.count() == 0) {
            throw new IllegalArgumentException("no logits");
        }
        if (!Float.isFinite(best.logSumExp())) {
            throw noDistribution("logits with the log-sum-exp " + best.logSumExp());
        }
        return best.logSumExp();
    }

    private static CriaException noDistribution(Scores.All all, float found) {
        if (all.vocabulary() == 0) {
            throw new IllegalArgumentException("no logits");
        }
        int token = 0;
        while (Float.compare(all.logit(token), found) != 0) {
            token++;
        }
        String place = found == Float.NEGATIVE_INFINITY ? " for every token" : " for token " + token;
        return noDistribution("the logit " + found + place + " (of " + all.vocabulary() + ")");
    }

    private static CriaException noDistribution(String found) {
        return new CriaException(Explanation.of(
                "the model produced " + found + ", expected finite numbers. The model file may be damaged: check it",
                new Control("the inspection").how(),
                ", or download it again."));
    }
}
