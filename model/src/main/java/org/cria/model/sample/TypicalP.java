package org.cria.model.sample;

import java.util.Optional;

/**
 * Keeps the candidates whose surprise {@code -log p} is nearest to the expected one, the entropy, until their probability
 * exceeds a mass. The most likely candidate may be among those removed.
 *
 * @see <a href="https://arxiv.org/abs/2202.00666">Meister et al., Locally Typical Sampling</a>
 */
public final class TypicalP implements Stage {
    /** The probability in all; 1 is off. */
    public static final Setting<Float> MASS = Setting.of("typical", 1f)
            .alias("typical-p")
            .range(mass -> mass >= 0 && mass <= 1, "0 to 1 (1 is off)")
            .help("P", "Locally typical sampling; 1: off.");

    private final float mass;
    private final Selection selection = new Selection();
    private float[] probabilities = new float[0];

    /** @param mass from 0, which keeps one, to 1 */
    TypicalP(float mass) {
        this.mass = mass;
    }

    static Optional<Stage> of(SamplerSettings settings) {
        float mass = settings.get(MASS);
        return mass < 1 ? Optional.of(new TypicalP(mass)) : Optional.empty();
    }

    @Override
    public void apply(Candidates candidates) {
        int size = candidates.size();
        if (probabilities.length < size) {
            probabilities = new float[size];
        }
        candidates.order(size);
        float entropy = fillProbabilities(candidates);
        selection.start(size);
        for (int i = 0; i < size; i++) {
            selection.offer(-Math.abs(-log(probabilities[i]) - entropy), i);
        }
        selection.finish();
        float sum = 0f;
        for (int place = 0; place < size; place++) {
            int i = selection.id(place);
            candidates.mark(i, sum <= mass); // with the one that crosses the mass
            sum += probabilities[i];
        }
        candidates.keepMarked();
    }

    /** Returns the entropy, in nats. */
    private float fillProbabilities(Candidates candidates) {
        float highest = candidates.highest();
        float total = candidates.total(highest);
        float entropy = 0f;
        for (int i = 0; i < candidates.size(); i++) {
            float p = candidates.weight(i, highest) / total;
            probabilities[i] = p;
            if (p > 0) { // p·log p has the limit 0, which floating point does not know
                entropy += -p * log(p);
            }
        }
        return entropy;
    }

    private static float log(float x) {
        return (float) Math.log(x);
    }

    @Override
    public String toString() {
        return "typical " + mass;
    }
}
