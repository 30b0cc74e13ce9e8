package org.cria.model.sample;

import java.util.Optional;

/**
 * Keeps the {@code count} most likely candidates.
 *
 * @param count 1 or more
 */
public record TopK(int count) implements Stage {
    /** How many; 0 or -1 is off. */
    public static final Setting<Integer> COUNT = Setting.of("top-k", 40)
            .range(count -> count >= -1, "1 or more, or 0 for off")
            .help("N", "Keeps the N likeliest tokens; 0: off.");

    static Optional<Stage> of(SamplerSettings settings) {
        int count = settings.get(COUNT);
        return count > 0 ? Optional.of(new TopK(count)) : Optional.empty();
    }

    @Override
    public void apply(Candidates candidates) {
        candidates.keepBest(count);
    }

    @Override
    public int needed() {
        return count;
    }

    @Override
    public boolean keepsBest() {
        return true;
    }

    @Override
    public String toString() {
        return "top-k " + count;
    }
}
