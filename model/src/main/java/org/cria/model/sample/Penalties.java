package org.cria.model.sample;

import java.util.Arrays;
import java.util.Optional;

/**
 * Makes tokens that were seen lately less likely. The repeat penalty divides a positive logit and multiplies any other, so that
 * both fall; the frequency penalty is subtracted once for each time a token was seen, the presence penalty once in all.
 *
 * @see <a href="https://arxiv.org/abs/1909.05858">Keskar et al., CTRL</a>, for the repeat penalty
 */
public final class Penalties implements Stage {
    /** Divides positive and multiplies negative logits of tokens seen; 1 is off. */
    public static final Setting<Float> REPEAT = Setting.of("repeat-penalty", 1f)
            .range(penalty -> penalty > 0 && Float.isFinite(penalty), "a number above 0 (1 is off)")
            .help("X", "Divides the logits of tokens seen lately; 1: off.");

    /** How many of the last tokens the penalties look at; 0 is off, -1 is all. */
    public static final Setting<Integer> LAST_TOKENS = Setting.of("repeat-last-n", 64)
            .range(tokens -> tokens >= -1, "1 or more, 0 for off or -1 for all tokens")
            .help("N", "How many tokens the penalties look back; 0: off, -1: all.");

    /** Subtracted from the logit of a token seen; 0 is off. */
    public static final Setting<Float> PRESENCE = Setting.of("presence-penalty", 0f)
            .range(Float::isFinite, "a number (0 is off)")
            .help("X", "Subtracted from the logits of tokens seen lately.");

    /** Subtracted once for each time a token was seen; 0 is off. */
    public static final Setting<Float> FREQUENCY = Setting.of("frequency-penalty", 0f)
            .range(Float::isFinite, "a number (0 is off)")
            .help("X", "The same, for each time a token was seen.");

    private static final int FIRST_WINDOW = 64;

    private final float repeat;
    private final float presence;
    private final float frequency;
    /** The last tokens, as a ring; empty where all of them count and none is ever forgotten. */
    private int[] window;

    private final int lastTokens;
    private int next;
    private int filled;
    /** How often each token is in the window, by id. */
    private int[] counts = new int[0];

    /** @param lastTokens how many tokens the window holds; -1 for all */
    Penalties(int lastTokens, float repeat, float presence, float frequency) {
        this.repeat = repeat;
        this.presence = presence;
        this.frequency = frequency;
        this.lastTokens = lastTokens;
        this.window = new int[Math.clamp(lastTokens, 0, FIRST_WINDOW)];
    }

    static Optional<Stage> of(SamplerSettings settings) {
        int lastTokens = settings.get(LAST_TOKENS);
        float repeat = settings.get(REPEAT);
        float presence = settings.get(PRESENCE);
        float frequency = settings.get(FREQUENCY);
        boolean off = lastTokens == 0 || (repeat == 1 && presence == 0 && frequency == 0);
        return off ? Optional.empty() : Optional.of(new Penalties(lastTokens, repeat, presence, frequency));
    }

    @Override
    public void accept(int token) {
        if (token >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(token + 1, 2 * counts.length));
        }
        counts[token]++;
        if (window.length == 0) {
            return;
        }
        if (filled == window.length && filled < lastTokens) { // it grows with what is said, not with what was asked for
            window = Arrays.copyOf(window, (int) Math.min(2L * filled, lastTokens));
            next = filled;
        }
        if (filled == window.length) {
            counts[window[next]]--;
        } else {
            filled++;
        }
        window[next] = token;
        next = (next + 1) % window.length;
    }

    @Override
    public void forget() {
        Arrays.fill(counts, 0);
        next = 0;
        filled = 0;
    }

    @Override
    public void apply(Candidates candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            int id = candidates.id(i);
            int count = id < counts.length ? counts[id] : 0;
            if (count > 0) {
                float logit = candidates.logit(i);
                float scaled = logit <= 0 ? logit * repeat : logit / repeat;
                candidates.setLogit(i, scaled - (count * frequency + presence));
            }
        }
    }

    @Override
    public String toString() {
        return "penalties repeat " + repeat + " presence " + presence + " frequency " + frequency + " over "
                + (window.length == 0 ? "all" : "the last " + lastTokens);
    }
}
