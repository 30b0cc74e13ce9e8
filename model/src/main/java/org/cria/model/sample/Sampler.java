package org.cria.model.sample;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;

/**
 * Chooses the next token from what a model says: the stages of {@link Samplers} in their order, then a draw. Stages that are off
 * are left out. Each does what llama.cpp's sampler of that name does, and equal logits go by the lower id.
 *
 * <p>The draw uses {@link SplittableRandom}: the same seed, settings and logits give the same tokens on every machine, but not
 * those that llama.cpp draws from that seed. Not for several threads at once.
 */
public final class Sampler {
    /** The seed that asks for a new one each time. */
    public static final long NEW_SEED = -1;

    /** Repeats a run. */
    public static final Setting<Long> SEED = Setting.of("seed", NEW_SEED)
            .alias("s")
            .range(seed -> seed >= NEW_SEED, "0 or more, or -1 for a new seed each time")
            .help("N", "Repeats a run; -1: a new one each time.");

    private final Candidates candidates;
    /** An array: going through a list would leave garbage at every token. */
    private Stage[] stages;

    private final long seed;
    private final SplittableRandom random;

    public Sampler(SamplerSettings settings) {
        this(settings, LogitBias.NONE);
    }

    /** @param biases added to logits by token, before anything else */
    public Sampler(SamplerSettings settings, Map<Integer, Float> biases) {
        this(settings, biases, SequenceBreakers.NONE);
    }

    /**
     * @param biases added to logits by token, before anything else
     * @param breakers what {@link SamplerSettings#breakers} are in the model's vocabulary
     */
    public Sampler(SamplerSettings settings, Map<Integer, Float> biases, SequenceBreakers breakers) {
        this(Samplers.chain(settings, biases, breakers), settings.get(SEED));
    }

    /** @param stages its own: they may remember what was said */
    Sampler(List<Stage> stages, long seed) {
        this.stages = stages.toArray(Stage[]::new);
        this.seed = seed == NEW_SEED ? newSeed() : seed;
        this.random = new SplittableRandom(this.seed);
        this.candidates = new Candidates(new SplittableRandom(this.seed).split());
    }

    /** Asks a stage before all others from now on; it is told the tokens that are accepted after this. */
    public void askFirst(Stage stage) {
        stages = Stream.concat(Stream.of(stage), Arrays.stream(stages)).toArray(Stage[]::new);
    }

    /** The seed in use, also where the settings ask for a new one. */
    public long seed() {
        return seed;
    }

    /**
     * Chooses the next token. It is no part of the text until it is {@linkplain #accept accepted}.
     *
     * @param scores not changed; the best few where at least so many are {@link #needed}
     * @return the id of the token
     * @throws CriaException if a logit is NaN or +Infinity, or all are -Infinity
     */
    public int sample(Scores scores) {
        if (scores instanceof Scores.Best best && needed() == Stage.ALL) {
            throw new IllegalArgumentException("all logits are needed, found the best " + best.count());
        }
        candidates.load(scores);
        for (Stage stage : stages) {
            stage.apply(candidates);
        }
        int place = draw();
        for (Stage stage : stages) {
            stage.drawn(candidates, place);
        }
        return candidates.id(place);
    }

    /** How many of the best logits are enough for a choice that is the same as with all of them; 0 when all are needed. */
    public int needed() {
        return stages.length == 0 ? Stage.ALL : stages[0].needed();
    }

    /** Tells the stages one more token of the text: one of the prompt, or one that was chosen. */
    public void accept(int token) {
        for (Stage stage : stages) {
            stage.accept(token);
        }
    }

    /** Forgets the tokens accepted so far, for a new conversation; the draws go on where they were. */
    public void forget() {
        for (Stage stage : stages) {
            stage.forget();
        }
    }

    /** The chain in its order, for instance {@code top-k 40, top-p 0.95, min-p 0.05, temp 0.8}. */
    @Override
    public String toString() {
        return Arrays.stream(stages).map(Stage::toString).collect(Collectors.joining(", "));
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
        if (!(total > 0 && total < Double.POSITIVE_INFINITY)) {
            throw new CriaException("the samplers leave no distribution to draw from: its weights come to " + total
                    + ". Choose their values nearer to their defaults.");
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

    /** Short enough to be typed again. */
    private static long newSeed() {
        return new SplittableRandom().nextLong(1L << 32);
    }
}
