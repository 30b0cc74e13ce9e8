package org.cria.model.sample;

import java.util.Optional;

/**
 * Keeps candidates whose logit is at most {@code n} standard deviations of all logits below the highest. Logits that are ruled out
 * count for neither mean nor deviation; the sums are in float and in the order of the candidates, as llama.cpp adds them.
 *
 * @param n above 0
 * @see <a href="https://arxiv.org/abs/2411.07641">Tang et al., Top-nσ: Not All Logits Are You Need</a>
 */
public record TopNSigma(float n) implements Stage {
    /** How many deviations; 0 and -1 are off. */
    public static final Setting<Float> DEVIATIONS = Setting.of("top-n-sigma", -1f)
            .alias("top-nsigma")
            .range(n -> n == -1 || (n >= 0 && Float.isFinite(n)), "0 or more (0 and -1 are off)")
            .help("N", "Keeps logits at most N standard deviations below the best; -1: off.");

    static Optional<Stage> of(SamplerSettings settings) {
        float n = settings.get(DEVIATIONS);
        return n > 0 ? Optional.of(new TopNSigma(n)) : Optional.empty();
    }

    @Override
    public void apply(Candidates candidates) {
        float highest = candidates.highest();
        float sum = 0;
        int counted = 0;
        for (int i = 0; i < candidates.size(); i++) {
            float logit = candidates.logit(i);
            if (logit != Float.NEGATIVE_INFINITY) {
                sum += logit;
                counted++;
            }
        }
        float mean = sum / counted;
        float squares = 0;
        for (int i = 0; i < candidates.size(); i++) {
            float logit = candidates.logit(i);
            if (logit != Float.NEGATIVE_INFINITY) {
                double distance = logit - mean;
                squares = (float) (squares + distance * distance);
            }
        }
        float lowest = highest - n * (float) Math.sqrt(squares / counted);
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
        return "top-n-sigma " + n;
    }
}
