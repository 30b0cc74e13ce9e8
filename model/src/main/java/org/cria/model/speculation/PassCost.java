package org.cria.model.speculation;

import java.util.Arrays;

/**
 * What a pass with several tokens takes, in passes with one: as measured, in between what lies between, and before anything was measured what
 * is usual where weights come from memory.
 */
final class PassCost {
    /** A further token's part of a pass, until it is measured (TinyLlama's shape in Q8_0, two cores with AVX-512: 0.05 to 0.13). */
    private static final double USUAL = 0.15;
    /** How much the first time of its kind counts beside what is usual. */
    private static final double FIRST = 0.5;
    /** How much a time counts that is shorter than those before it, and one that is longer: what disturbs a pass makes it longer. */
    private static final double SHORTER = 0.75;

    private static final double LONGER = 0.1;
    /** More than that for each token is a disturbance. */
    private static final double MOST = 1.2;
    /** How fast a time that is not measured again follows one that is. */
    private static final double DRIFT = 0.03;

    private static final double UNKNOWN = 0;

    /** [tokens + 1] in passes with one token. */
    private final double[] measured;

    private double one;

    PassCost(int most) {
        measured = new double[most + 2];
    }

    /** Whether a pass with one token was measured, without which the others cannot be told. */
    boolean isKnown() {
        return one > 0;
    }

    /** The time of a pass with one token. */
    double one() {
        return one;
    }

    /** Takes note of the time of a pass. */
    void passed(int tokens, long nanos) {
        double time = Math.max(1, nanos);
        // No pass takes longer for having fewer tokens: a first one may, since code is compiled while it runs.
        one = one == 0 || time < one ? time : tokens == 1 ? one + LONGER * (Math.min(time, 2 * one) - one) : one;
        if (tokens > 1) {
            double before = of(tokens);
            double found = Math.min(time / one, MOST * tokens);
            double counts = measured[tokens] == UNKNOWN ? FIRST : found < before ? SHORTER : LONGER;
            measured[tokens] = before + counts * (found - before);
            drift((measured[tokens] - 1) / (tokens - 1), tokens);
        }
    }

    /** Moves other times towards what is in proportion: one that was disturbed must not count for ever. */
    private void drift(double each, int than) {
        for (int tokens = 2; tokens < measured.length; tokens++) {
            if (tokens != than && measured[tokens] != UNKNOWN) {
                measured[tokens] += DRIFT * (1 + each * (tokens - 1) - measured[tokens]);
            }
        }
    }

    /** What a pass with so many tokens takes. */
    double of(int tokens) {
        int below = tokens;
        while (below > 1 && measured[below] == UNKNOWN) {
            below--;
        }
        int above = tokens;
        while (above < measured.length && measured[above] == UNKNOWN) {
            above++;
        }
        double low = below == 1 ? 1 : measured[below];
        if (below == tokens) {
            return low;
        }
        if (above == measured.length) {
            double each = below == 1 ? USUAL : Math.max(USUAL, (low - 1) / (below - 1));
            return low + each * (tokens - below);
        }
        return low + (measured[above] - low) * (tokens - below) / (above - below);
    }

    @Override
    public String toString() {
        return "one " + one + ", others " + Arrays.toString(measured);
    }
}
