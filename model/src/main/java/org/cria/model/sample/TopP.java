package org.cria.model.sample;

import java.util.Optional;

/**
 * Keeps the most likely candidates up to the one that brings their probability to {@code mass}.
 *
 * @param mass from 0, which keeps one, to 1
 * @see <a href="https://arxiv.org/abs/1904.09751">Holtzman et al., The Curious Case of Neural Text Degeneration</a>
 */
public record TopP(float mass) implements Stage {
    /** The probability in all; 1 is off. */
    public static final Setting<Float> MASS = Setting.of("top-p", 0.95f)
            .range(mass -> mass >= 0 && mass <= 1, "0 to 1 (1 is off)")
            .help("P", "Keeps the likeliest tokens with this probability in all; 1: off.");

    /** Sorting a whole vocabulary takes longer than anything else here, and the answer is nearly always among the first few. */
    private static final int FIRST_SORTED = 256;

    static Optional<Stage> of(SamplerSettings settings) {
        float mass = settings.get(MASS);
        return mass < 1 ? Optional.of(new TopP(mass)) : Optional.empty();
    }

    @Override
    public void apply(Candidates candidates) {
        float highest = candidates.highest();
        float total = candidates.total(highest);
        float sum = 0f;
        for (int i = 0; i < candidates.size(); i++) {
            if (i == candidates.ordered()) {
                candidates.order(i == 0 ? FIRST_SORTED : candidates.size());
            }
            sum += candidates.weight(i, highest) / total;
            if (sum >= mass) {
                candidates.truncate(i + 1);
                return;
            }
        }
    }

    @Override
    public boolean keepsBest() {
        return true;
    }

    @Override
    public String toString() {
        return "top-p " + mass;
    }
}
