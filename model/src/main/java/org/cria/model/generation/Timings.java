package org.cria.model.generation;

import org.cria.model.speculation.DraftCounts;

/**
 * How long a generation took.
 *
 * @param promptTokens processed; those found in the cache do not count
 * @param promptNanos until the first token could be chosen
 * @param generatedTokens decoded after the first
 * @param generatedNanos for these
 * @param drafts what was drafted of these
 */
public record Timings(
        int promptTokens, long promptNanos, int generatedTokens, long generatedNanos, DraftCounts drafts) {
    /** Of nothing. */
    public static final Timings NONE = new Timings(0, 0, 0, 0);

    /** Where nothing was drafted. */
    public Timings(int promptTokens, long promptNanos, int generatedTokens, long generatedNanos) {
        this(promptTokens, promptNanos, generatedTokens, generatedNanos, DraftCounts.NONE);
    }

    /** Both together. */
    public Timings plus(Timings other) {
        return new Timings(
                promptTokens + other.promptTokens,
                promptNanos + other.promptNanos,
                generatedTokens + other.generatedTokens,
                generatedNanos + other.generatedNanos,
                drafts.plus(other.drafts));
    }

    public double promptTokensPerSecond() {
        return perSecond(promptTokens, promptNanos);
    }

    public double generatedTokensPerSecond() {
        return perSecond(generatedTokens, generatedNanos);
    }

    private static double perSecond(int tokens, long nanos) {
        return nanos == 0 ? 0 : tokens * 1e9 / nanos;
    }
}
