package org.cria.model.speculation;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * Whether next tokens are guessed, so that a model checks several in one pass. A guess counts where the model's own choice, made as always
 * with its samplers and its seed, is the same token: so a text is what it is without guesses, bit for bit, with a temperature too. That is
 * rejection sampling where a draft proposes one token and no distribution, with the same share of accepted ones.
 *
 * @param drafter who guesses
 * @param most tokens of a draft; 0: nothing is guessed
 * @param adapts whether drafts are shorter, or left out, where longer ones gain nothing
 */
public record Speculation(Drafter drafter, int most, boolean adapts) {
    /** The most tokens of a draft, as users call it. */
    public static final Control MOST = new Control("spec draft n max");

    /** The most tokens of a draft where nothing is chosen. */
    public static final int STANDARD = 16;

    /** Longer drafts are slower than several. */
    private static final int LONGEST = 64;

    private static final Drafter NGRAMS = NgramDraft::new;

    /** Nothing is guessed. */
    public static final Speculation NONE = new Speculation(NGRAMS, 0, true);

    public Speculation {
        if (most < 0 || most > LONGEST) {
            throw new CriaException(Explanation.outOfRange(MOST, most, "0 to " + LONGEST));
        }
    }

    /** A text is its own draft: what followed its last tokens before may follow them again. */
    public static Speculation ngrams() {
        return new Speculation(NGRAMS, STANDARD, true);
    }

    /** Drafts of somebody's own. */
    public static Speculation by(Drafter drafter) {
        return new Speculation(drafter, STANDARD, true);
    }

    public Speculation withMost(int tokens) {
        return new Speculation(drafter, tokens, adapts);
    }

    /** The same with drafts as long as they may be, whatever becomes of them: for tests and measurements. */
    public Speculation unadapted() {
        return new Speculation(drafter, most, false);
    }

    /**
     * Begins with a text.
     *
     * @param prompt [tokens] what it continues; not to be changed
     * @param limit the most tokens of a draft that the engine can check
     * @param clock in nanoseconds
     * @return empty where nothing is guessed
     */
    public Optional<Drafting> begin(int[] prompt, int limit, LongSupplier clock) {
        int count = Math.min(most, limit);
        return count <= 0 ? Optional.empty() : Optional.of(new Drafting(drafter.begin(prompt), count, adapts, clock));
    }
}
