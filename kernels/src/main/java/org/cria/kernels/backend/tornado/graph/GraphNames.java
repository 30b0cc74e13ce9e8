package org.cria.kernels.backend.tornado.graph;

import java.util.List;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.memory.Segment;

/** What the graphs of a program are called. */
public final class GraphNames {
    /** Brings arrays to the device. */
    public static final String LOAD = "load";
    /** Brings the table of cells up to date. */
    public static final String SYNC = "sync";
    /** Copies a cell. */
    public static final String COPY = "copy";
    /** Turns keys to other positions. */
    public static final String TURN = "turn";
    /** Makes the logits of a prompt's only row that wants them. */
    public static final String PROMPT_LAST = "promptLast";
    /** Hands the cache out. */
    public static final String SAVE = "save";

    /** How many of the best tokens graphs find: one for greedy choices, and the usual top-k of 40. */
    static final List<Integer> MOST_BEST = List.of(1, 40);

    private GraphNames() {}

    /** The graph that takes a pass in. */
    public static String input(Phase phase) {
        return phase.alone() ? "input" : prefixed(phase, "Input");
    }

    /** The graph that makes logits: of all rows that want them, or of a prompt's rows some at a time. */
    public static String output(Phase phase) {
        return phase.alone() ? "output" : prefixed(phase, "Output");
    }

    /** The graph of a segment of layers. */
    public static String layers(Phase phase, Segment segment) {
        return prefixed(phase, segment.name());
    }

    private static String prefixed(Phase phase, String name) {
        return switch (phase) {
            case DECODE -> name;
            case LONG_DECODE -> "long" + name;
            case JOINT_DECODE -> "joint" + name;
            case PREFILL -> "prompt" + name;
        };
    }

    /** The graph that makes the best of at least so many tokens; the plain one where no graph makes so many. */
    public static String best(Phase phase, int wanted) {
        for (int most : MOST_BEST) {
            if (phase.alone() && wanted > 0 && wanted <= most) {
                return "best" + most;
            }
        }
        return output(phase);
    }

    /** Whether there is a graph that makes the best of at least so many tokens. */
    public static boolean hasBest(Phase phase, int wanted) {
        return !best(phase, wanted).equals(output(phase));
    }

    /** How many tokens of each part that graph finds. */
    static int most(int wanted) {
        return MOST_BEST.stream().filter(most -> wanted <= most).findFirst().orElseThrow();
    }
}
