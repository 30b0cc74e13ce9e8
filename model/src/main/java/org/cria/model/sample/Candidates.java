package org.cria.model.sample;

import java.util.SplittableRandom;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Scores;

/**
 * The tokens that may still be next: parallel ids and logits, shrunk by one {@link Stage} after the other; a token that is not among
 * them is ruled out. The buffers are reused from token to token. The first {@link #ordered} of them are the best, best first; the others are in no order.
 */
public final class Candidates {
    private int[] ids = new int[0];
    private float[] logits = new float[0];
    private boolean[] marks = new boolean[0];
    private int size;
    private int vocabulary;
    private int ordered;
    private final Selection selection = new Selection();
    private final SplittableRandom random;

    /** @param random for stages that leave something to chance */
    Candidates(SplittableRandom random) {
        this.random = random;
    }

    /**
     * Starts over with what a model says.
     *
     * @param scores not changed
     * @throws CriaException if they are no distribution: a logit is NaN or +Infinity, or all are -Infinity
     */
    void load(Scores scores) {
        switch (scores) {
            case Scores.All all -> {
                LogProbabilities.highest(all);
                reserve(all.vocabulary());
                System.arraycopy(all.values(), all.offset(), logits, 0, size);
                for (int i = 0; i < size; i++) {
                    ids[i] = i;
                }
                ordered = 0;
            }
            case Scores.Best best -> {
                LogProbabilities.logSumExp(best);
                reserve(best.count());
                System.arraycopy(best.values(), 0, logits, 0, size);
                System.arraycopy(best.ids(), 0, ids, 0, size);
                ordered = size;
            }
        }
    }

    private void reserve(int count) {
        if (ids.length < count) {
            ids = new int[count];
            logits = new float[count];
            marks = new boolean[count];
        }
        size = count;
        vocabulary = count;
    }

    /** How many there were before any stage. */
    public int vocabulary() {
        return vocabulary;
    }

    /** Chance, the same in each run with the same seed; another than that of the draw. */
    public SplittableRandom random() {
        return random;
    }

    /** How many they are, 1 or more. */
    public int size() {
        return size;
    }

    /** How many of the first are in order. */
    public int ordered() {
        return ordered;
    }

    /** The token at a place. */
    public int id(int i) {
        return ids[i];
    }

    /** The logit at a place; -Infinity is ruled out too. */
    public float logit(int i) {
        return logits[i];
    }

    /** Replaces a logit. The order is lost; a stage that changes logits and keeps the order uses {@link #divide}. */
    public void setLogit(int i, float logit) {
        logits[i] = logit;
        ordered = 0;
    }

    /** Divides every logit by a positive number. */
    public void divide(float divisor) {
        for (int i = 0; i < size; i++) {
            logits[i] /= divisor;
        }
    }

    /** The highest logit. */
    public float highest() {
        float highest = logits[0];
        if (ordered == 0) {
            for (int i = 1; i < size; i++) {
                highest = Math.max(highest, logits[i]);
            }
        }
        if (!Float.isFinite(highest)) {
            throw new CriaException(Explanation.of(
                    "the highest logit is " + highest + " after the penalties, expected a finite number. Choose ",
                    Penalties.REPEAT.control().named(),
                    ", ",
                    Penalties.PRESENCE.control().named(),
                    " and ",
                    Penalties.FREQUENCY.control().named(),
                    " nearer to their defaults."));
        }
        return highest;
    }

    /** {@code Σ exp(logit - highest)} in float and in the order of the candidates, as llama.cpp adds them. */
    public float total(float highest) {
        float total = 0f;
        for (int i = 0; i < size; i++) {
            total += weight(i, highest);
        }
        return total;
    }

    /** {@code exp(logit - highest)}: a probability up to its normalisation. */
    public float weight(int i, float highest) {
        return (float) Math.exp(logits[i] - highest);
    }

    /** Puts at least the best {@code count} in front, best first. */
    public void order(int count) {
        if (Math.min(count, size) <= ordered) {
            return;
        }
        int chosen = select(count);
        int place = size;
        for (int i = size - 1; i >= 0; i--) { // from the back: the others never overwrite one not yet looked at
            if (!selection.reaches(logits[i], ids[i])) {
                place--;
                ids[place] = ids[i];
                logits[place] = logits[i];
            }
        }
        unpack(chosen);
    }

    /** Keeps the best {@code count}, best first. */
    public void keepBest(int count) {
        if (ordered < Math.min(count, size)) {
            unpack(select(count));
        }
        truncate(Math.min(count, size));
    }

    /** Keeps the first {@code count}, as they stand. */
    public void truncate(int count) {
        size = count;
        ordered = Math.min(ordered, count);
    }

    /** Says whether {@link #keepMarked} is to keep a candidate. */
    public void mark(int i, boolean keep) {
        marks[i] = keep;
    }

    /**
     * Keeps those marked, in the order they stand; every candidate has been marked with yes or no before.
     *
     * @throws IllegalStateException if there are none
     */
    public void keepMarked() {
        int kept = 0;
        int keptOrdered = 0;
        for (int i = 0; i < size; i++) {
            if (marks[i]) {
                ids[kept] = ids[i];
                logits[kept] = logits[i];
                kept++;
                keptOrdered += i < ordered ? 1 : 0;
            }
        }
        if (kept == 0) {
            throw new IllegalStateException("a sampler ruled out every token");
        }
        size = kept;
        ordered = keptOrdered;
    }

    private int select(int count) {
        selection.start(Math.min(count, size));
        for (int i = 0; i < size; i++) {
            selection.offer(logits[i], ids[i]);
        }
        return selection.finish();
    }

    private void unpack(int chosen) {
        for (int i = 0; i < chosen; i++) {
            ids[i] = selection.id(i);
            logits[i] = selection.score(i);
        }
        ordered = chosen;
    }
}
