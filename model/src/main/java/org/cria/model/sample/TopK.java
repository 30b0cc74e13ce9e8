package org.cria.model.sample;

/**
 * Keeps the {@code count} most likely candidates.
 *
 * @param count 1 or more
 */
record TopK(int count) implements Stage {
    @Override
    public void apply(Candidates candidates) {
        candidates.keepBest(count);
    }

    @Override
    public String toString() {
        return "top-k " + count;
    }
}
