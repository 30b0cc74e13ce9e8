package org.cria.model.generation;

/**
 * How long a generation took.
 *
 * @param promptTokens processed; those found in the cache do not count
 * @param promptNanos until the first token could be chosen
 * @param generatedTokens decoded after the first
 * @param generatedNanos for these
 */
public record Timings(int promptTokens, long promptNanos, int generatedTokens, long generatedNanos) {
    /** Of nothing. */
    public static final Timings NONE = new Timings(0, 0, 0, 0);

    /** Both together. */
    public Timings plus(Timings other) {
        return new Timings(
                promptTokens + other.promptTokens,
                promptNanos + other.promptNanos,
                generatedTokens + other.generatedTokens,
                generatedNanos + other.generatedNanos);
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
