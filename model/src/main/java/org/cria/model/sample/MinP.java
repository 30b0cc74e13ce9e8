package org.cria.model.sample;

/**
 * Keeps candidates whose probability is at least {@code ratio} of the highest one. No probability is computed: the ratio of two
 * is the difference of their logits.
 *
 * @param ratio above 0, at most 1
 * @see <a href="https://arxiv.org/abs/2407.01082">Nguyen et al., Turning Up the Heat: Min-p Sampling</a>
 */
record MinP(float ratio) implements Stage {
    @Override
    public void apply(Candidates candidates) {
        float lowest = candidates.highest() + (float) Math.log(ratio);
        for (int i = 0; i < candidates.size(); i++) {
            candidates.mark(i, candidates.logit(i) >= lowest);
        }
        candidates.keepMarked();
    }

    @Override
    public String toString() {
        return "min-p " + ratio;
    }
}
