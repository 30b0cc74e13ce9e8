package org.cria.server.openai;

import org.cria.server.json.ApiException;

/** How many log-probabilities one request may ask for: they are all in memory until the answer is sent. */
final class ProbabilityLimit {
    /** What one takes, with its token's text and bytes, as an entry of an answer and as JSON. */
    private static final long BYTES = 1000;

    private ProbabilityLimit() {}

    /**
     * Refuses what would take more than an eighth of the memory.
     *
     * @param texts of the request
     * @param tokens the most of one text that have log-probabilities
     * @param best how many of each token, besides its own
     */
    static void check(long texts, long tokens, int best) {
        long asked = texts * Math.max(0, tokens) * (best + 1L);
        long most = Runtime.getRuntime().maxMemory() / 8 / BYTES;
        if (asked > most) {
            throw ApiException.wrong(
                    "logprobs",
                    "'logprobs' asks for up to " + asked + " probabilities (" + texts + " texts of " + tokens
                            + " tokens), expected at most " + most
                            + ". Ask for fewer texts, tokens (max_tokens) or probabilities.");
        }
    }
}
