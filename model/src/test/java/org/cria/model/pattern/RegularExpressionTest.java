package org.cria.model.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegularExpressionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^a+b?$",
                "ab",
                "^(a|b)*c",
                "a{2,3}$",
                "^[^a-b]x?$",
                "^$",
                "",
                "a|^b$|c",
                "(?:ab|ba){2}",
                "^a.b$",
                "\\d\\D",
                "^\\w+\\W$",
                "^(?<name>a|bc)+?$",
                "a$|b^c",
                "^[-a]{0,2}[b-]$",
                "\\x61\\u0062",
                "^(a*)*$",
                "x^|^a",
            })
    void itMatchesWhatJavaMatches(String pattern) {
        Pattern java = Pattern.compile(pattern);
        Automaton automaton = RegularExpression.search(pattern, Reading.SURE);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(7); length > 0; length--) {
                text.append("abcx1-_ é".charAt(random.nextInt(9)));
            }
            assertEquals(java.matcher(text).find(), automaton.accepts(text.toString()), "'" + text + "'");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "a(?=b) => character 2: a group that looks ahead",
                "(?<!a)b => character 1: a group that looks ahead or behind",
                "(a => character 1: the group has no end",
                "a) => character 2: found ')'",
                "*a => character 1: found '*'",
                "(a)\\1 => character 4: \\1, which is not supported",
                "\\bword => character 1: \\b, which is not supported",
                "[z-a] => character 2: a range that is none",
                "a{2,1} => character 1: a repetition that is none",
                "a{99999} => character 3: '99999' repetitions",
                "\\p{L} => character 1: \\p, which is not supported",
                "[a => character 1: the characters in brackets have no end",
            })
    void whatItCannotReadIsToldWithItsPlace(String pattern, String message) {
        String told =
                String.valueOf(assertThrows(CriaException.class, () -> RegularExpression.search(pattern, Reading.SURE))
                        .getMessage());
        assertTrue(told.startsWith("the pattern '" + pattern + "', " + message), told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a|b)*a(a|b){18}", "^(((a{99}){99}){99})$"})
    void whatGrowsBeyondAllBoundsIsRefusedSoon(String pattern) {
        assertThrows(CriaException.class, () -> RegularExpression.search(pattern, Reading.SURE));
    }

    @Test
    void whiteSpaceThatLibrariesDifferInIsSurelyNeither() {
        Automaton space = RegularExpression.search("^\\s$", Reading.SURE);
        Automaton other = RegularExpression.search("^\\S$", Reading.SURE);
        assertTrue(space.accepts(" "));
        assertFalse(space.accepts("\u00A0"));
        assertFalse(other.accepts("\u00A0"));
        assertTrue(RegularExpression.search("^[^\\S]$", Reading.POSSIBLE).accepts("\u00A0"));
    }

    @Test
    void setsOfTextsAreCombined() {
        Automaton short3 = Automaton.lengths(1, 3);
        Automaton vowels = RegularExpression.search("^[aeiou]*$", Reading.SURE);
        Automaton both = short3.and(vowels);
        assertTrue(both.accepts("aei"));
        assertFalse(both.accepts("aeio"));
        assertFalse(both.accepts(""));
        assertTrue(vowels.and(Automaton.words(java.util.List.of("b", "xyz"))).isEmpty());
        assertTrue(Automaton.anything().without(vowels).accepts("ab"));
        assertFalse(Automaton.anything().without(vowels).accepts("ae"));
    }
}
