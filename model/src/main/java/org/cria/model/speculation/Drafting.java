package org.cria.model.speculation;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.cria.kernels.Progress;

/**
 * The drafts of one text, pass by pass: {@link #next}, the pass, {@link #passed}; then {@link #accept} for each token that is chosen, while
 * it says that the next one can be chosen without a pass, and {@link #drop}. For one thread.
 */
public final class Drafting {
    private static final int NONE = -1;

    private final Draft draft;
    private final int most;
    private final boolean adapts;
    private final DraftLength length;
    private final LongSupplier clock;

    /** [tokens] of the latest pass, after its first. */
    private int[] drafted = new int[0];

    private int accepted;
    /** A guess that costs nothing and that no pass checks: the choice of the token does. */
    private int aside = NONE;

    private long passBegan;
    private boolean read;
    private DraftCounts counts = DraftCounts.NONE;

    Drafting(Draft draft, int most, boolean adapts, LongSupplier clock) {
        this.draft = draft;
        this.most = most;
        this.adapts = adapts;
        this.length = new DraftLength(draft.computes(), most);
        this.clock = clock;
    }

    /** Reads the prompt, see {@link Draft#read}. */
    public boolean read(Progress listener) {
        read = draft.read(listener);
        return read;
    }

    /** Whether guesses take computation: those of a model do. */
    public boolean computes() {
        return draft.computes();
    }

    /**
     * The tokens of the next pass.
     *
     * @param last the token that was chosen last
     * @param room how many tokens more there is room for, and use
     * @return [1 or more] that token and those drafted behind it
     */
    public int[] next(int last, int room) {
        accepted = 0;
        drafted = guesses(Math.min(most, room));
        int[] tokens = new int[1 + drafted.length];
        tokens[0] = last;
        System.arraycopy(drafted, 0, tokens, 1, drafted.length);
        passBegan = clock.getAsLong();
        return tokens;
    }

    private int[] guesses(int room) {
        int wanted = adapts ? length.of(room) : room;
        if (wanted <= 0) {
            int[] guess = room > 0 && !draft.computes() ? draft.propose(1) : new int[0];
            aside = guess.length > 0 ? guess[0] : NONE;
            return new int[0];
        }
        if (!read) {
            boolean _ = read(Progress.NONE); // what the text before takes is no cost of a guess
        }
        long start = clock.getAsLong();
        int[] proposed = draft.propose(wanted);
        if (draft.computes() && proposed.length > 0) {
            length.guessed(proposed.length, clock.getAsLong() - start);
        }
        return proposed.length <= wanted ? proposed : Arrays.copyOf(proposed, wanted);
    }

    /** Takes note that the pass with the tokens of {@link #next} is over. */
    public void passed() {
        length.passed(1 + drafted.length, clock.getAsLong() - passBegan);
        count();
    }

    /** The same of a pass that had the tokens of other texts, too. */
    public void passedWithOthers() {
        length.passedWithOthers(1 + drafted.length);
        count();
    }

    private void count() {
        if (drafted.length > 0) {
            counts = counts.plus(new DraftCounts(1, drafted.length, 0));
        }
    }

    /** How many drafted tokens have gone through the model and are no part of the text, or not yet. */
    public int ahead() {
        return drafted.length - accepted;
    }

    /** Which row of the pass the next token is chosen from. */
    public int row() {
        return accepted;
    }

    /**
     * Takes note of the token that was chosen.
     *
     * @return whether it is the one that was drafted: then the pass has what is behind it, too. Else what is {@link #ahead} is of no use
     */
    public boolean accept(int token) {
        draft.accept(token);
        if (aside != NONE) {
            length.checked(token == aside ? 1 : 0, token != aside);
            aside = NONE;
        }
        if (accepted == drafted.length || drafted[accepted] != token) {
            return false;
        }
        accepted++;
        counts = counts.plus(new DraftCounts(0, 0, 1));
        return true;
    }

    /** Ends a pass: gives up what is {@link #ahead}, and returns how many tokens that were. */
    public int drop() {
        int dropped = ahead();
        if (drafted.length > 0) {
            length.checked(accepted, dropped > 0);
        }
        drafted = new int[0];
        accepted = 0;
        return dropped;
    }

    /** What became of the drafts so far. */
    public DraftCounts counts() {
        return counts;
    }
}
