package org.cria.model.adherence;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Which answers kept to their instructions. */
public record Adherence(List<Mark> marks) {
    /**
     * One answer.
     *
     * @param turn 1 is the first
     * @param forgotten how many exchanges the model did not see any more
     * @param kept whether the answer keeps to all rules of the script
     */
    public record Mark(Policy policy, Script script, int turn, int forgotten, String answer, boolean kept) {}

    public Adherence {
        marks = List.copyOf(marks);
    }

    /** Turns of the longest conversation. */
    public int turns() {
        return marks.stream().mapToInt(Mark::turn).max().orElse(0);
    }

    /** The share of the answers at a turn that keep to their instructions; empty if there was none. */
    public OptionalDouble share(Policy policy, int turn) {
        return share(mark -> mark.policy == policy && mark.turn == turn);
    }

    /** The same of all turns. */
    public OptionalDouble share(Policy policy) {
        return share(mark -> mark.policy == policy);
    }

    /** The same of one script. */
    public OptionalDouble share(Policy policy, Script script) {
        return share(mark -> mark.policy == policy && mark.script.equals(script));
    }

    private OptionalDouble share(Predicate<Mark> which) {
        return marks.stream()
                .filter(which)
                .mapToDouble(mark -> mark.kept ? 1 : 0)
                .average();
    }

    /** The first turn at which a conversation had outgrown the context; empty if none ever did. */
    public OptionalInt firstForgotten(Policy policy) {
        return marks.stream()
                .filter(mark -> mark.policy == policy && mark.forgotten > 0)
                .mapToInt(Mark::turn)
                .min();
    }
}
