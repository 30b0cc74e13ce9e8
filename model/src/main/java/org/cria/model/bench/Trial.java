package org.cria.model.bench;

import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * What one test of a benchmark runs.
 *
 * @param promptTokens processed in batches, of one sequence after the other
 * @param generatedTokens decoded one by one, after the prompts
 * @param depth tokens that are in the cache before, which are not measured
 * @param sequences that generate at once, each so many tokens after a past of its own
 */
public record Trial(int promptTokens, int generatedTokens, int depth, int sequences) {
    private static final Control NUMBERS = new Control("numbers of the test");

    /** One sequence. */
    public Trial(int promptTokens, int generatedTokens, int depth) {
        this(promptTokens, generatedTokens, depth, 1);
    }

    public Trial {
        if (promptTokens < 0 || generatedTokens < 0 || depth < 0 || (long) promptTokens + generatedTokens == 0) {
            throw refusal(promptTokens, generatedTokens, depth, "none below 0 and at least one token");
        }
        if (sequences < 1) {
            throw new IllegalArgumentException(sequences + " sequences, expected one at least");
        }
        if (((long) promptTokens + generatedTokens) * sequences + depth > Integer.MAX_VALUE) {
            throw refusal(promptTokens, generatedTokens, depth, "less than 2^31 in all");
        }
    }

    private static CriaException refusal(int promptTokens, int generatedTokens, int depth, String expected) {
        return new CriaException(Explanation.of(
                "a test of " + promptTokens + " prompt tokens, " + generatedTokens + " generated ones and depth "
                        + depth + ", expected " + expected + ". Change ",
                NUMBERS.named(),
                "."));
    }

    /** As llama-bench names it: {@code pp512}, {@code tg128}, {@code pp512+tg128}, with depth {@code pp512 @ d1024}; of several sequences {@code 8 x tg128}. */
    public String name() {
        String prompt = promptTokens > 0 ? "pp" + promptTokens : "";
        String generated = generatedTokens > 0 ? "tg" + generatedTokens : "";
        String both = prompt.isEmpty() || generated.isEmpty() ? prompt + generated : prompt + "+" + generated;
        String all = sequences > 1 ? sequences + " x " + both : both;
        return depth > 0 ? all + " @ d" + depth : all;
    }

    /** Tokens that are measured, of all sequences. */
    public int tokens() {
        return (promptTokens + generatedTokens) * sequences;
    }

    /** The context that a sequence needs. */
    public int contextSize() {
        return promptTokens + generatedTokens + depth;
    }
}
