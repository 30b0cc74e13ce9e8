package org.cria.model.adherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cria.model.adherence.Rule.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RuleTest {
    private static final Rule OVER = new Rule(Kind.END, "over");
    private static final Rule CAPTAIN = new Rule(Kind.CALL, "Captain");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WORD    | Cold.                  | true",
                "WORD    | It is cold.            | false",
                "CAPS    | IT IS COLD, 3 DEGREES. | true",
                "CAPS    | IT IS Cold.            | false",
                "NUMBERS | 7                      | true",
                "NUMBERS | 2, 3, 4.               | true",
                "NUMBERS | seven                  | false",
                "NUMBERS | ...                    | false",
                "PIRATE  | Arr, it be cold.       | true",
                "PIRATE  | It be cold, Matey!     | true",
                "PIRATE  | It is a harrow.        | false"
            })
    void oneRuleLooksAtTheWholeAnswer(Kind kind, String answer, boolean kept) {
        assertEquals(kept, Rule.kept(List.of(Rule.of(kind)), answer));
    }

    @Test
    void theLastWordIsTheLastWhateverFollowsIt() {
        assertTrue(Rule.kept(List.of(OVER), "It is cold. Over."));
        assertTrue(Rule.kept(List.of(OVER), "It is cold, over!\n"));
        assertFalse(Rule.kept(List.of(OVER), "Over and out."));
        assertFalse(Rule.kept(List.of(OVER), "It is moreover"));
    }

    @Test
    void aNameIsAWordOfItsOwn() {
        assertTrue(Rule.kept(List.of(CAPTAIN), "Cold, CAPTAIN."));
        assertFalse(Rule.kept(List.of(CAPTAIN), "The captaincy is cold."));
        assertTrue(Rule.kept(List.of(new Rule(Kind.CALL, "Éva")), "Hello, éva!"));
    }

    @Test
    void whatOneRuleAsksForIsNoFaultToAnother() {
        assertTrue(Rule.kept(List.of(Rule.of(Kind.WORD), CAPTAIN, OVER), "Cold, Captain. Over."));
        assertTrue(Rule.kept(List.of(Rule.of(Kind.NUMBERS), OVER), "7. Over."));
        assertFalse(Rule.kept(List.of(Rule.of(Kind.CAPS), OVER), "COLD. Over."));
        assertFalse(Rule.kept(List.of(Rule.of(Kind.WORD), OVER), "Over."));
        assertFalse(Rule.kept(List.of(Rule.of(Kind.PIRATE), new Rule(Kind.END, "arr")), "It is cold. Arr."));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void silenceKeepsToNothing(Kind kind) {
        assertFalse(Rule.kept(List.of(new Rule(kind, "over")), " \n"));
    }
}
