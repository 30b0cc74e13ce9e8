package org.cria.model.sample;

import java.util.Optional;

/**
 * Keeps the surprise of a text near a target: the less surprising it was lately, the more tokens may be next. The first version
 * estimates from the best tokens how many that are, as if all followed Zipf's law; the second looks at their surprises.
 * Replaces all samplers but the temperature.
 *
 * @see <a href="https://arxiv.org/abs/2007.14966">Basu et al., Mirostat</a>
 */
public final class Mirostat implements Stage {
    /** Which version; 0 is off. */
    public static final Setting<Integer> VERSION = Setting.of("mirostat", 0)
            .range(version -> version >= 0 && version <= 2, "0, 1 or 2 (0 is off)")
            .help("N", "1, 2: Mirostat of that version instead of all but the temperature; 0: off.");

    /** How fast it learns. */
    public static final Setting<Float> RATE = Setting.of("mirostat-lr", 0.1f)
            .range(rate -> rate >= 0 && Float.isFinite(rate), "0 or more")
            .help("X", "How fast Mirostat learns.");

    /** The surprise aimed at, in bits. */
    public static final Setting<Float> TARGET = Setting.of("mirostat-ent", 5f)
            .range(target -> target >= 0 && Float.isFinite(target), "0 or more")
            .help("X", "The surprise Mirostat aims at, in bits a token.");

    /** Tokens from which the first version estimates the exponent of Zipf's law. */
    private static final int ESTIMATED_FROM = 100;

    private final boolean second;
    private final float rate;
    private final float target;
    /** The most surprise that is let through, twice the target at first. */
    private float most;

    Mirostat(boolean second, float rate, float target) {
        this.second = second;
        this.rate = rate;
        this.target = target;
        this.most = 2 * target;
    }

    static Optional<Stage> of(SamplerSettings settings) {
        int version = settings.get(VERSION);
        return version == 0
                ? Optional.empty()
                : Optional.of(new Mirostat(version == 2, settings.get(RATE), settings.get(TARGET)));
    }

    @Override
    public void apply(Candidates candidates) {
        candidates.order(candidates.size());
        candidates.truncate(Math.clamp(second ? unsurprising(candidates) : zipf(candidates), 1, candidates.size()));
    }

    private int unsurprising(Candidates candidates) {
        float highest = candidates.highest();
        float total = candidates.total(highest);
        int kept = 0;
        while (kept < candidates.size() && surprise(candidates.weight(kept, highest) / total) <= most) {
            kept++;
        }
        return kept;
    }

    private int zipf(Candidates candidates) {
        float products = 0;
        float squares = 0;
        for (int i = 0; i < Math.min(ESTIMATED_FROM, candidates.size()) - 1; i++) {
            float rank = (float) Math.log((i + 2f) / (i + 1f));
            float fall = candidates.logit(i) - candidates.logit(i + 1);
            if (fall == Float.POSITIVE_INFINITY) {
                break; // ruled out from here on
            }
            products += rank * fall;
            squares += rank * rank;
        }
        float exponent = products / squares;
        float above = exponent - 1;
        double wanted =
                Math.pow(above * Math.pow(2, most) / (1 - Math.pow(candidates.vocabulary(), -above)), 1 / exponent);
        return (int) wanted; // of one candidate, or equal ones, it is no number, and so 0
    }

    @Override
    public void drawn(Candidates candidates, int place) {
        float highest = candidates.highest();
        float surprise = surprise(candidates.weight(place, highest) / candidates.total(highest));
        most -= rate * (surprise - target);
    }

    private static float surprise(float probability) {
        return -(float) (Math.log(probability) / Math.log(2));
    }

    @Override
    public void forget() {
        most = 2 * target;
    }

    @Override
    public String toString() {
        return (second ? "mirostat 2 " : "mirostat 1 ") + target + " bits, rate " + rate;
    }
}
