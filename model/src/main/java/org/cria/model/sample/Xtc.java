package org.cria.model.sample;

import java.util.Optional;

/**
 * "Exclude top choices": now and then rules out all but the last of the tokens that are likely enough, so that a text leaves its
 * beaten track and stays sensible.
 *
 * @param probability of doing so, above 0
 * @param threshold the least probability of a token that may be ruled out, or be the last of those; 0.5 at most
 * @see <a href="https://github.com/oobabooga/text-generation-webui/pull/6335">p-e-w, Exclude Top Choices</a>
 */
public record Xtc(float probability, float threshold) implements Stage {
    /** How often; 0 is off. */
    public static final Setting<Float> PROBABILITY = Setting.of("xtc-probability", 0f)
            .range(p -> p >= 0 && p <= 1, "0 to 1 (0 is off)")
            .help("P", "How often the likeliest tokens are ruled out; 0: off.");

    /** Which tokens; above 0.5 is off, since no two can be. */
    public static final Setting<Float> THRESHOLD = Setting.of("xtc-threshold", 0.1f)
            .range(t -> t >= 0 && t <= 1, "0 to 1 (above 0.5 is off)")
            .help("P", "All but the last of those at least so likely are.");

    static Optional<Stage> of(SamplerSettings settings) {
        float probability = settings.get(PROBABILITY);
        float threshold = settings.get(THRESHOLD);
        return probability > 0 && threshold <= 0.5f ? Optional.of(new Xtc(probability, threshold)) : Optional.empty();
    }

    @Override
    public void apply(Candidates candidates) {
        if (candidates.size() < 2 || candidates.random().nextDouble() > probability) {
            return;
        }
        candidates.order(candidates.size());
        float highest = candidates.highest();
        float total = candidates.total(highest);
        int last = 0;
        for (int i = 0; i < candidates.size() && isLikely(candidates, i, highest, total); i++) {
            last = i;
        }
        for (int i = 0; i < candidates.size(); i++) {
            candidates.mark(i, i >= last);
        }
        candidates.keepMarked();
    }

    private boolean isLikely(Candidates candidates, int i, float highest, float total) {
        return candidates.logit(i) != Float.NEGATIVE_INFINITY && candidates.weight(i, highest) / total >= threshold;
    }

    @Override
    public String toString() {
        return "xtc " + probability + " from " + threshold;
    }
}
