package org.cria.model.sample;

import java.util.Optional;

/**
 * Divides the logits; 0 or less keeps the most likely candidate alone.
 *
 * @param value any finite number
 */
public record Temperature(float value) implements Stage {
    /** The divisor; 0 or less always takes the most likely token, 1 is off. */
    public static final Setting<Float> VALUE = Setting.of("temp", 0.8f)
            .alias("temperature")
            .range(Float::isFinite, "a number (0 always takes the most likely token)")
            .help("X", "Higher is more random; 0: always the likeliest token.");

    static Optional<Stage> of(SamplerSettings settings) {
        float value = settings.get(VALUE);
        float range = settings.get(DynamicTemperature.RANGE);
        if (range > 0) {
            return Optional.of(new DynamicTemperature(value, range, settings.get(DynamicTemperature.EXPONENT)));
        }
        return value != 1 ? Optional.of(new Temperature(value)) : Optional.empty();
    }

    @Override
    public void apply(Candidates candidates) {
        // A temperature so low that the quotient overflows is greedy too: all others fall infinitely far behind.
        if (value <= 0 || !Float.isFinite(candidates.highest() / value)) {
            candidates.keepBest(1);
        } else {
            candidates.divide(value);
        }
    }

    @Override
    public int needed() {
        return value <= 0 ? 1 : ALL;
    }

    @Override
    public String toString() {
        return "temp " + value;
    }
}
