package org.cria.emulator.lint;

import java.lang.classfile.Opcode;
import java.util.List;
import org.cria.emulator.lint.ValueFlow.State;

/** What a branch tells of the values that it compares: {@code i >= 0} is not negative behind it. */
final class Conditions {
    private Conditions() {}

    static State refined(State state, Opcode opcode, List<KnownValue> operands, boolean taken) {
        if (operands.isEmpty()) {
            return state;
        }
        KnownValue first = operands.getFirst();
        boolean firstIsNot = switch (opcode) {
            case IFGE, IFGT -> taken;
            case IFLT, IFLE -> !taken;
            default -> false;
        };
        boolean secondIsNot = false;
        if (operands.size() == 2) {
            KnownValue second = operands.getLast();
            boolean isGreater = switch (opcode) {
                case IF_ICMPGE, IF_ICMPGT -> taken;
                case IF_ICMPLT, IF_ICMPLE -> !taken;
                default -> false;
            };
            boolean isLess = switch (opcode) {
                case IF_ICMPGE, IF_ICMPGT -> !taken;
                case IF_ICMPLT, IF_ICMPLE -> taken;
                default -> false;
            };
            firstIsNot = isGreater && !second.mayBeNegative();
            secondIsNot = isLess && !first.mayBeNegative();
        }
        State refined = state.copy();
        if (firstIsNot) {
            notNegative(refined, first);
        }
        if (secondIsNot) {
            notNegative(refined, operands.getLast());
        }
        return refined;
    }

    private static void notNegative(State state, KnownValue value) {
        state.variables()
                .replaceAll(
                        (slot, held) -> held.equals(value) ? held.with(held.traits() & ~KnownValue.NEGATIVE) : held);
    }
}
