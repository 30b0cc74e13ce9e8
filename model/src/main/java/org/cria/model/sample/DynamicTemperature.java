package org.cria.model.sample;

/**
 * A temperature that follows how sure the model is: the lowest where it is certain of one token, the highest where all are equally
 * likely. {@code temp = lowest + (highest − lowest) · (entropy / most)^exponent}.
 *
 * @param middle of the range
 * @param range what is added and subtracted, above 0; the lowest temperature is never below 0
 * @param exponent above 0
 * @see <a href="https://arxiv.org/abs/2309.02772">Zhu et al., Hot or Cold? Adaptive Temperature Sampling</a>
 */
public record DynamicTemperature(float middle, float range, float exponent) implements Stage {
    /** How far the temperature moves; 0 is off. */
    public static final Setting<Float> RANGE = Setting.of("dynatemp-range", 0f)
            .range(range -> range >= 0 && Float.isFinite(range), "0 or more (0 is off)")
            .help("X", "The temperature moves by so much, as the model is sure or not; 0: off.");

    /** How the entropy is bent. */
    public static final Setting<Float> EXPONENT = Setting.of("dynatemp-exp", 1f)
            .range(exponent -> exponent > 0 && Float.isFinite(exponent), "a number above 0")
            .help("X", "Above 1: low temperatures for longer.");

    @Override
    public void apply(Candidates candidates) {
        int size = candidates.size();
        if (size == 1) {
            return;
        }
        candidates.order(size);
        float highest = candidates.highest();
        float total = candidates.total(highest);
        float entropy = 0;
        for (int i = 0; i < size; i++) {
            float p = candidates.weight(i, highest) / total;
            if (p > 0) {
                entropy -= p * (float) Math.log(p);
            }
        }
        float lowest = Math.max(0, middle - range);
        float share = entropy / -(float) Math.log(1f / size);
        float highestTemperature = Math.min(middle + range, Float.MAX_VALUE);
        float value = lowest + (highestTemperature - lowest) * (float) Math.pow(share, exponent);
        new Temperature(Math.min(value, Float.MAX_VALUE)).apply(candidates);
    }

    @Override
    public String toString() {
        return "temp " + middle + " ± " + range + " to the " + exponent;
    }
}
