package org.cria.model.sample;

import java.util.Arrays;

/**
 * Makes tokens that were seen lately less likely. The repeat penalty divides a positive logit and multiplies any other, so that
 * both fall; the frequency penalty is subtracted once for each time a token was seen, the presence penalty once in all.
 *
 * @see <a href="https://arxiv.org/abs/1909.05858">Keskar et al., CTRL</a>, for the repeat penalty
 */
final class Penalties implements Stage {
    private final float repeat;
    private final float presence;
    private final float frequency;
    /** The last tokens, as a ring; empty where all of them count and none is ever forgotten. */
    private final int[] window;

    private int next;
    private int filled;
    /** How often each token is in the window, by id. */
    private int[] counts = new int[0];

    /** @param lastTokens how many tokens the window holds; -1 for all */
    Penalties(int lastTokens, float repeat, float presence, float frequency) {
        this.repeat = repeat;
        this.presence = presence;
        this.frequency = frequency;
        this.window = new int[Math.max(lastTokens, 0)];
    }

    /** Counts one more token. */
    void accept(int token) {
        if (token >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(token + 1, 2 * counts.length));
        }
        counts[token]++;
        if (window.length == 0) {
            return;
        }
        if (filled == window.length) {
            counts[window[next]]--;
        } else {
            filled++;
        }
        window[next] = token;
        next = (next + 1) % window.length;
    }

    /** Forgets every token. */
    void forget() {
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
                + (window.length == 0 ? "all" : "the last " + window.length);
    }
}
