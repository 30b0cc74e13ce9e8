package org.cria.cli.adherence;

import java.util.OptionalDouble;
import org.cria.model.adherence.Adherence;
import org.cria.model.adherence.Policy;

/** Adherence by turn as a plot for terminals: a letter for each policy, its first. */
public final class AdherencePlot {
    private static final int HEIGHT = 10; // steps of ten percent
    private static final int WIDTH = 2; // of a turn
    private static final char SEVERAL = '*';
    private static final String MARGIN = "       ";

    private AdherencePlot() {}

    static String of(Adherence result) {
        StringBuilder plot = new StringBuilder();
        for (int row = HEIGHT; row >= 0; row--) {
            plot.append(row % 2 == 0 ? String.format("%5d%%", row * 100 / HEIGHT) : MARGIN.substring(1))
                    .append('|')
                    .append(row(result, row).stripTrailing())
                    .append('\n');
        }
        plot.append(MARGIN.substring(1))
                .append('+')
                .append("-".repeat(WIDTH * result.turns()))
                .append('\n');
        return plot.append(MARGIN)
                .append(turns(result.turns()))
                .append('\n')
                .append(legend())
                .toString();
    }

    private static String row(Adherence result, int row) {
        StringBuilder text = new StringBuilder();
        for (int turn = 1; turn <= result.turns(); turn++) {
            char mark = ' ';
            for (Policy policy : Policy.values()) {
                OptionalDouble share = result.share(policy, turn);
                if (share.isPresent() && Math.round(share.getAsDouble() * HEIGHT) == row) {
                    mark = mark == ' ' ? letter(policy) : SEVERAL;
                }
            }
            text.append(" ".repeat(WIDTH - 1)).append(mark);
        }
        return text.toString();
    }

    /** The numbers of the fifth turn, the tenth and so on below their columns. */
    private static String turns(int turns) {
        StringBuilder text = new StringBuilder();
        for (int turn = 5; turn <= turns; turn += 5) {
            String number = String.valueOf(turn);
            text.append(" ".repeat(Math.max(0, WIDTH * turn - text.length() - number.length())))
                    .append(number);
        }
        return text.append(" turn").toString();
    }

    private static String legend() {
        StringBuilder text = new StringBuilder(MARGIN);
        for (Policy policy : Policy.values()) {
            text.append(letter(policy)).append(": ").append(policy.title()).append(", ");
        }
        return text.append(SEVERAL).append(": several\n").toString();
    }

    private static char letter(Policy policy) {
        return policy.name().charAt(0);
    }
}
