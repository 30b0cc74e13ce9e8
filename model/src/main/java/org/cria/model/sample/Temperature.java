package org.cria.model.sample;

/**
 * Divides the logits; 0 or less keeps the most likely candidate alone.
 *
 * @param value any finite number
 */
record Temperature(float value) implements Stage {
    @Override
    public void apply(Candidates candidates) {
        // A temperature so low that the quotient overflows is greedy too: all others fall infinitely far behind.
        if (value <= 0 || !Float.isFinite(candidates.highest() / value)) {
            candidates.keepBest(1);
        } else {
            candidates.divide(value);
        }
    }

    /** Whether the most likely candidate alone is kept, whatever the logits. */
    boolean isGreedy() {
        return value <= 0;
    }

    @Override
    public String toString() {
        return "temp " + value;
    }
}
