package org.cria.model.sample;

/**
 * Keeps the most likely candidates up to the one that brings their probability to {@code mass}.
 *
 * @param mass from 0, which keeps one, to 1
 * @see <a href="https://arxiv.org/abs/1904.09751">Holtzman et al., The Curious Case of Neural Text Degeneration</a>
 */
record TopP(float mass) implements Stage {
    /** Sorting a whole vocabulary takes longer than anything else here, and the answer is nearly always among the first few. */
    private static final int FIRST_SORTED = 256;

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
    public String toString() {
        return "top-p " + mass;
    }
}
