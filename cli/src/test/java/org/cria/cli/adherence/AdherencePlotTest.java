package org.cria.cli.adherence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.cria.model.adherence.Adherence;
import org.cria.model.adherence.Policy;
import org.cria.model.adherence.Script;
import org.junit.jupiter.api.Test;

final class AdherencePlotTest {
    private static Adherence.Mark mark(Policy policy, int turn, boolean kept) {
        return new Adherence.Mark(policy, Script.ALL.getFirst(), turn, 0, "", kept);
    }

    @Test
    void aLetterStandsAtTheShareOfEachTurn() {
        Adherence result = new Adherence(List.of(
                mark(Policy.PINNED, 1, true),
                mark(Policy.START, 1, true),
                mark(Policy.REPEATED, 1, true),
                mark(Policy.PINNED, 2, true),
                mark(Policy.START, 2, true),
                mark(Policy.START, 2, false),
                mark(Policy.REPEATED, 2, false),
                mark(Policy.PINNED, 5, true),
                mark(Policy.START, 5, false)));
        assertEquals("""
                  100%| * P     P
                      |
                   80%|
                      |
                   60%|
                      |   S
                   40%|
                      |
                   20%|
                      |
                    0%|   R     S
                      +----------
                                5 turn
                       P: pinned, S: only at the start, R: repeated each turn, *: several
                """, AdherencePlot.of(result));
    }
}
