package org.cria.model.sample;

import java.util.Optional;

/**
 * Keeps candidates whose probability is at least {@code ratio} of the highest one. No probability is computed: the ratio of two
 * is the difference of their logits.
 *
 * @param ratio above 0, at most 1
 * @see <a href="https://arxiv.org/abs/2407.01082">Nguyen et al., Turning Up the Heat: Min-p Sampling</a>
 */
public record MinP(float ratio) implements Stage {
    /** The least ratio; 0 is off. */
    public static final Setting<Float> RATIO = Setting.of("min-p", 0.05f)
            .range(ratio -> ratio >= 0 && ratio <= 1, "0 to 1 (0 is off)")
            .help("P", "Keeps tokens at least P times as likely as the likeliest; 0: off.");

    static Optional<Stage> of(SamplerSettings settings) {
        float ratio = settings.get(RATIO);
        return ratio > 0 ? Optional.of(new MinP(ratio)) : Optional.empty();
    }

    @Override
    public void apply(Candidates candidates) {
        float lowest = candidates.highest() + (float) Math.log(ratio);
        for (int i = 0; i < candidates.size(); i++) {
            candidates.mark(i, candidates.logit(i) >= lowest);
        }
        candidates.keepMarked();
    }

    @Override
    public boolean keepsBest() {
        return true;
    }

    @Override
    public String toString() {
        return "min-p " + ratio;
    }
}
