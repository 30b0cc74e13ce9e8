package org.cria.model.bench;

import org.cria.kernels.CriaException;

/**
 * What one test of a benchmark runs.
 *
 * @param promptTokens processed in batches
 * @param generatedTokens decoded one by one, after the prompt
 * @param depth tokens that are in the cache before, which are not measured
 */
public record Trial(int promptTokens, int generatedTokens, int depth) {
    public Trial {
        if (promptTokens < 0 || generatedTokens < 0 || depth < 0 || (long) promptTokens + generatedTokens == 0) {
            throw new CriaException("a test of " + promptTokens + " prompt tokens, " + generatedTokens
                    + " generated ones and depth " + depth
                    + ", expected none below 0 and at least one token. Change -p, -n, -pg or -d.");
        }
        if ((long) promptTokens + generatedTokens + depth > Integer.MAX_VALUE) {
            throw new CriaException("a test of " + promptTokens + " prompt tokens, " + generatedTokens
                    + " generated ones and depth " + depth
                    + ", expected less than 2^31 in all. Change -p, -n, -pg or -d.");
        }
    }

    /** As llama-bench names it: {@code pp512}, {@code tg128}, {@code pp512+tg128}, with depth {@code pp512 @ d1024}. */
    public String name() {
        String prompt = promptTokens > 0 ? "pp" + promptTokens : "";
        String generated = generatedTokens > 0 ? "tg" + generatedTokens : "";
        String both = prompt.isEmpty() || generated.isEmpty() ? prompt + generated : prompt + "+" + generated;
        return depth > 0 ? both + " @ d" + depth : both;
    }

    /** Tokens that are measured. */
    public int tokens() {
        return promptTokens + generatedTokens;
    }

    /** The context that it needs. */
    public int contextSize() {
        return tokens() + depth;
    }
}
