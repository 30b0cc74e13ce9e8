package org.cria.model.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the next token from the logits of a model: penalties, top-k, typical, top-p, min-p, temperature, then a draw. Stages
 * that are off are left out. Each does what llama.cpp's sampler of that name does, and equal logits go by the lower id.
 *
 * <p>The draw uses {@link SplittableRandom}: the same seed, settings and logits give the same tokens on every machine, but not
 * those that llama.cpp draws from that seed. Not for several threads at once.
 */
public final class Sampler {
    private final Candidates candidates = new Candidates();
    private final @Nullable Penalties penalties;
    private final List<Stage> stages;
    private final long seed;
    private final SplittableRandom random;

    public Sampler(SamplerSettings settings) {
        seed = settings.seed() == SamplerSettings.RANDOM_SEED ? newSeed() : settings.seed();
        random = new SplittableRandom(seed);
        penalties = penalties(settings);
        stages = stages(settings, penalties);
    }

    /** The seed in use, also where the settings ask for a new one. */
    public long seed() {
        return seed;
    }

    /**
     * Chooses the next token. It is not counted for the penalties until it is {@linkplain #accept accepted}.
     *
     * @param scores not changed; the best few where at least so many are {@link #needed}
     * @return the id of the token
     * @throws CriaException if a logit is NaN or +Infinity, or all are -Infinity
     */
    public int sample(Scores scores) {
        if (scores instanceof Scores.Best best && needed() == 0) {
            throw new IllegalArgumentException("all logits are needed, found the best " + best.count());
        }
        candidates.load(scores);
        for (Stage stage : stages) {
            stage.apply(candidates);
        }
        return candidates.id(draw());
    }

    /**
     * How many of the best logits are enough for a choice that is the same as with all of them; 0 when all are needed. Penalties
     * can lift any token above the best.
     */
    public int needed() {
        if (penalties != null || stages.isEmpty()) {
            return 0;
        }
        return switch (stages.getFirst()) {
            case TopK topK -> topK.count();
            case Temperature temperature when temperature.isGreedy() -> 1;
            default -> 0;
        };
    }

    /** Counts a token for the penalties: one of the prompt, or one that was chosen. */
    public void accept(int token) {
        if (penalties != null) {
            penalties.accept(token);
        }
    }

    /** Forgets the tokens accepted so far, for a new conversation; the draws go on where they were. */
    public void forget() {
        if (penalties != null) {
            penalties.forget();
        }
    }

    /** The chain in its order, for instance {@code top-k 40, top-p 0.95, min-p 0.05, temp 0.8}. */
    @Override
    public String toString() {
        return stages.stream().map(Stage::toString).collect(Collectors.joining(", "));
    }

    private int draw() {
        int size = candidates.size();
        if (size == 1) {
            return 0;
        }
        float highest = candidates.highest();
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += candidates.weight(i, highest);
        }
        double target = total * random.nextDouble();
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += candidates.weight(i, highest);
            if (sum > target) { // not >=: a target of 0 must not choose a candidate that is ruled out
                return i;
            }
        }
        throw new AssertionError("the same sum came to " + sum + ", then to " + total);
    }

    private static @Nullable Penalties penalties(SamplerSettings s) {
        boolean off = s.repeatLastN() == 0
                || (s.repeatPenalty() == 1 && s.presencePenalty() == 0 && s.frequencyPenalty() == 0);
        return off
                ? null
                : new Penalties(s.repeatLastN(), s.repeatPenalty(), s.presencePenalty(), s.frequencyPenalty());
    }

    private static List<Stage> stages(SamplerSettings s, @Nullable Penalties penalties) {
        List<Stage> stages = new ArrayList<>();
        // Only typical can remove the most likely candidate, so without it a greedy choice needs no other stage.
        boolean all = s.temperature() > 0 || s.typicalP() < 1;
        if (penalties != null) {
            stages.add(penalties);
        }
        if (all && s.topK() > 0) {
            stages.add(new TopK(s.topK()));
        }
        if (s.typicalP() < 1) {
            stages.add(new TypicalP(s.typicalP()));
        }
        if (all && s.topP() < 1) {
            stages.add(new TopP(s.topP()));
        }
        if (all && s.minP() > 0) {
            stages.add(new MinP(s.minP()));
        }
        if (s.temperature() != 1) {
            stages.add(new Temperature(s.temperature()));
        }
        return List.copyOf(stages);
    }

    /** Short enough to be typed again. */
    private static long newSeed() {
        return new SplittableRandom().nextLong(1L << 32);
    }
}
