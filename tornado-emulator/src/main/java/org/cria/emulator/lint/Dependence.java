package org.cria.emulator.lint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.cria.emulator.lint.Flow.Block;

/** Which conditions decide whether a block runs (control dependence, Ferrante, Ottenstein and Warren, TOPLAS 1987). */
final class Dependence {
    private Dependence() {}

    /** Blocks whose last instruction decides, directly or by another's running. */
    static BitSet of(Flow flow, int block) {
        BitSet deciding = new BitSet();
        List<Integer> open = new ArrayList<>(List.of(block));
        while (!open.isEmpty()) {
            int decided = open.removeLast();
            for (Block other : flow.blocks()) {
                boolean decides = other.to().size() > 1
                        && !deciding.get(other.number())
                        && !(flow.isAfterAlways(decided, other.number()) && decided != other.number())
                        && other.to().stream().anyMatch(next -> flow.isAfterAlways(decided, next));
                if (decides) {
                    deciding.set(other.number());
                    open.add(other.number());
                }
            }
        }
        return deciding;
    }
}
