package org.cria.model.speculation;

/**
 * How many tokens are worth drafting: as many as make the text come fastest, by how often guesses were right lately and by what passes and
 * guesses took. None where that gains nothing; then a guess is tried now and then, and the less often the longer it is in vain.
 *
 * @see <a href="https://arxiv.org/abs/2211.17192">Leviathan et al., Fast Inference from Transformers via Speculative Decoding</a>, 3.3
 */
final class DraftLength {
    /** How much a draft counts beside those before it: what a text repeats comes in stretches. */
    private static final double NEW = 0.3;
    /** The same of a model's, whose guesses are about as good all along. With 0.3, three wrong ones by chance ended most drafting. */
    private static final double NEW_OF_MODEL = 0.1;
    /** The first draft counts one in so many, the next one in one more. */
    private static final int FIRST = 2;
    /** How much a guess's time counts that is longer than those before it. */
    private static final double LONGER = 0.1;
    /** So many guesses may take longer than they will, since code is compiled while it runs. */
    private static final int COLD = 24;
    /** A guess in passes with one token, believed for as long. */
    private static final double USUAL_GUESS = 0.15;
    /** A draft counts as at most so many guesses: a long one that was right must not outweigh several that were wrong. */
    private static final int COUNTED = 4;
    /** Less is not worth the risk. */
    private static final double GAIN = 1.05;
    /** How often guesses are right, before any was looked at. */
    private static final double LIKELY_OF_MODEL = 2.0 / 3;

    private static final double LIKELY_OF_TEXT = 0.5;

    /** A pass with one token is measured again after so many others. */
    private static final int MEASURE_AFTER = 50;

    /** Tokens of a draft that is tried although it should gain nothing: passes may take less by now, or guesses be better. */
    private static final int TRIED = 1;
    /** The share of guesses that are right with which a draft could gain something. */
    private static final double LIKELY = 0.3;

    /** Tokens without a draft before one is tried. */
    private static final int FIRST_WAIT = 16;

    private static final int LONGEST_WAIT = 512;

    private final boolean computes;
    private final PassCost cost;
    /** The time of a guess. */
    private double guess;

    private int guesses;

    /** Guesses that were right, and those that were looked at, the latest counting most. */
    private double right;

    private double tried = 2;
    private int checks;
    /** Whether there were passes with others. */
    private boolean shared;

    private int drafts;
    private int idle;
    private int wait = FIRST_WAIT;

    /**
     * @param computes whether a guess takes time
     * @param most tokens of a draft
     */
    DraftLength(boolean computes, int most) {
        this.computes = computes;
        this.cost = new PassCost(most);
        this.right = computes ? LIKELY_OF_MODEL * tried : LIKELY_OF_TEXT * tried;
    }

    /** How many tokens to draft, at most so many. */
    int of(int most) {
        if ((!cost.isKnown() && !shared) || (drafts > MEASURE_AFTER && most > 0)) {
            return 0;
        }
        int best = best(most);
        if (best > 0) {
            wait = FIRST_WAIT;
        } else if (most > 0 && idle >= wait && (computes || right > LIKELY * tried)) {
            wait = Math.min(2 * wait, LONGEST_WAIT);
            return Math.min(most, TRIED);
        }
        return best;
    }

    private int best(int most) {
        int best = 0;
        double highest = GAIN;
        double expected = 1;
        double chance = 1;
        for (int count = 1; count <= most; count++) {
            chance *= right / tried;
            expected += chance;
            double gain = expected / (cost.of(count + 1) + count * guessCost());
            if (gain > highest) {
                best = count;
                highest = gain;
            }
        }
        return best;
    }

    /** The time of a guess, in passes with one token. */
    private double guessCost() {
        double measured = guess == 0 ? 0 : guess / cost.one();
        return guesses < COLD ? Math.min(measured, USUAL_GUESS) : measured;
    }

    /** Takes note of the time of a pass. */
    void passed(int tokens, long nanos) {
        cost.passed(tokens, nanos);
        drafts = tokens == 1 ? 0 : drafts + 1;
        idle = tokens == 1 ? idle + 1 : 0;
    }

    /** Takes note of a pass with others, whose time says nothing of one alone. */
    void passedWithOthers(int tokens) {
        shared = true;
        drafts = 0;
        idle = tokens == 1 ? idle + 1 : 0;
    }

    /** Takes note of the time of guesses. */
    void guessed(int count, long nanos) {
        double each = (double) nanos / count;
        guess = guess == 0 || each < guess ? each : guess + LONGER * (Math.min(each, 2 * guess) - guess);
        guesses += count;
    }

    /**
     * Takes note of what became of a draft.
     *
     * @param accepted its tokens that were right
     * @param rejected whether the one after these was wrong
     */
    void checked(int accepted, boolean rejected) {
        int counted = Math.min(accepted, COUNTED);
        double part = Math.max(computes ? NEW_OF_MODEL : NEW, 1.0 / (FIRST + checks++));
        right += part * (counted - right);
        tried += part * (counted + (rejected ? 1 : 0) - tried);
    }
}
