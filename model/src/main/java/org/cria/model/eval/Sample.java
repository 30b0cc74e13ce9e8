package org.cria.model.eval;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A question, what the model answered, and what that counts.
 *
 * @param likelihoods one for each choice; empty where the model wrote a text
 * @param text what the model wrote; empty where it chose
 * @param scores by figure, {@code acc,none}
 * @param weights by figure, how many things a score is the mean of, where the figure is to be a mean over these
 */
public record Sample(
        TaskQuestion question,
        List<Likelihood> likelihoods,
        String text,
        Map<String, Double> scores,
        Map<String, Integer> weights) {
    /** Where each answer has the same weight. */
    public Sample(TaskQuestion question, List<Likelihood> likelihoods, String text, Map<String, Double> scores) {
        this(question, likelihoods, text, scores, Map.of());
    }

    /** One of the scores. */
    public double score(String figure) {
        return Objects.requireNonNull(scores.get(figure), figure);
    }
}
