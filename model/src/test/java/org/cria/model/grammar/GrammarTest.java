package org.cria.model.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GrammarTest {
    /** A grammar and what llama.cpp makes of it; scripts/golden-grammars.py wrote them down with llama.cpp 0.7.0. */
    @ParameterizedTest
    @MethodSource("org.cria.model.grammar.GoldenGrammar#all")
    void itAcceptsWhatLlamaCppAccepts(GoldenGrammar golden) {
        if (golden.refused()) {
            assertThrows(CriaException.class, () -> Grammar.parse(golden.gbnf()));
            return;
        }
        Grammar grammar = Grammar.parse(golden.gbnf());
        golden.accepted().forEach(text -> assertTrue(grammar.accepts(text), text));
        golden.others().forEach(text -> assertFalse(grammar.accepts(text), text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "root ::= \"a => line 1, column 10: the text in quotes has no end",
                "root ::= [a-z => line 1, column 10: the characters in brackets have no end",
                "root ::= [z-a] => line 1, column 11: the range ends before it begins",
                "root ::= \"é\" missing => line 1, column 14: there is no rule 'missing'",
                "root ::= \"a\" ) => line 1, column 14: found ')', expected the end of the rule 'root'.",
                "root ::= + => line 1, column 10: found '+', expected something before it to repeat.",
                "root ::= \"a\"{2,1} => line 1, column 13: at most 1 is less than at least 2",
                "root ::= \"a\"{9999} => line 1, column 14: 9999 repetitions, expected 2000 at most.",
                "root ::= \"\\q\" => line 1, column 11: found '\\q', expected one of \\n",
                "root ::= \"\\UFFFFFFFF\" => line 1, column 11: 'FFFFFFFF' is no character",
                "root = \"a\" => line 1, column 6: found '=', expected '::=' behind the rule's name 'root'.",
                "rot ::= \"a\" => line 1, column 1: there is no rule named root",
                "root ::= \"a\" root => line 1, column 1: the rule 'root' has no end",
                "root ::= root \"a\" | \"b\" => line 1, column 1: the rule 'root' begins with itself",
                "root ::= ((\"a\" => line 1, column 15: the grammar ends, expected ')' for the group that begins at line 1, column 11.",
            })
    void aFaultIsToldWithItsPlaceAndWhatWasExpected(String gbnf, String message) {
        String told = String.valueOf(
                assertThrows(CriaException.class, () -> Grammar.parse(gbnf)).getMessage());
        assertTrue(told.startsWith("the grammar, " + message), told);
    }

    @Test
    void aFaultInALaterLineIsToldWithThatLine() {
        String gbnf = "root ::= a # é\n\na ::= b \"x\"\nb ::= a | \"y\"\n";
        String told = String.valueOf(
                assertThrows(CriaException.class, () -> Grammar.parse(gbnf)).getMessage());
        assertTrue(told.contains("line 3, column 1: the rule 'a' begins with itself"), told);
        String twice = "root ::= \"a\"\nroot ::= \"b\"";
        assertTrue(String.valueOf(assertThrows(CriaException.class, () -> Grammar.parse(twice))
                        .getMessage())
                .contains("line 2, column 1: there are two rules 'root'"));
    }

    @Test
    void repetitionsWithinRepetitionsEndWithAnErrorNotWithoutMemory() {
        String nested = "root ::= ((((\"abcde\"{2000}){2000}){2000}){2000}){2000}"; // groups are shared
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertFalse(Grammar.parse(nested).accepts("abcde")));
        String flat = "root ::= " + "\"0123456789\"{2000} ".repeat(60);
        String told = String.valueOf(
                assertThrows(CriaException.class, () -> Grammar.parse(flat)).getMessage());
        assertTrue(told.contains("grows to more than 1000000 symbols"), told);
    }

    @Test
    void manyRulesAreCheckedInATimeThatGrowsWithTheirNumber() {
        StringBuilder chain = new StringBuilder("a0 ::= \"x\"\n");
        for (int i = 1; i < 20_000; i++) {
            chain.append('a').append(i).append(" ::= a").append(i - 1).append('\n');
        }
        String whole = chain + "root ::= a19999\n";
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertTrue(Grammar.parse(whole).accepts("x")));
        String cycle = chain.toString().replaceFirst("\"x\"", "a19999") + "root ::= a5\n";
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThrows(CriaException.class, () -> Grammar.parse(cycle)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root ::= (((\"a\"?){2000}){2000}){2000}",
                "root ::= t \"z\"\nt ::= \"a\" t \"b\" | \"a\" t \"c\" | \"a\"{40}"
            })
    void choicesThatDoubleEndWithAnErrorNotWithoutTime(String gbnf) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            String told = String.valueOf(assertThrows(
                            CriaException.class, () -> Grammar.parse(gbnf).accepts("a".repeat(30)))
                    .getMessage());
            assertTrue(told.contains("can be read in more than 65536 ways"), told);
        });
    }

    @Test
    void groupsNestedTooDeepAreRefused() {
        String gbnf = "root ::= " + "(".repeat(100_000) + "\"a\"" + ")".repeat(100_000);
        String told = String.valueOf(
                assertThrows(CriaException.class, () -> Grammar.parse(gbnf)).getMessage());
        assertTrue(told.contains("nested more than 200 deep"), told);
    }

    @Test
    void aTextThatNestsDeepIsNoDangerForTheStack() {
        Grammar grammar = Grammar.parse("root ::= \"(\" root \")\" | \"\"");
        int depth = 20_000;
        assertTrue(grammar.accepts("(".repeat(depth) + ")".repeat(depth)));
        assertFalse(grammar.accepts("(".repeat(depth) + ")".repeat(depth - 1)));
        assertFalse(Grammar.parse("root ::= (\"a\"?){2000}").accepts("a".repeat(2001)));
    }

    /** Where no rule refers to itself, a grammar is a regular expression. */
    @Test
    void regularGrammarsAcceptWhatTheirExpressionsMatch() {
        SplittableRandom random = new SplittableRandom(11);
        for (int n = 0; n < 300; n++) {
            StringBuilder gbnf = new StringBuilder("root ::= ");
            StringBuilder expression = new StringBuilder();
            write(random, 3, gbnf, expression);
            Grammar grammar = Grammar.parse(gbnf.toString());
            Pattern pattern = Pattern.compile(expression.toString());
            for (int t = 0; t < 20; t++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(6); length > 0; length--) {
                    text.append((char) ('a' + random.nextInt(3)));
                }
                assertEquals(
                        pattern.matcher(text).matches(),
                        grammar.accepts(text.toString()),
                        () -> gbnf + " for '" + text + "'");
            }
        }
    }

    private static void write(SplittableRandom random, int depth, StringBuilder gbnf, StringBuilder expression) {
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            String bar = i > 0 && random.nextInt(3) == 0 ? "|" : "";
            gbnf.append(bar).append(' ');
            expression.append(bar);
            if (depth == 0 || random.nextBoolean()) {
                String set = random.nextBoolean() ? "[ab]" : "[^b]";
                gbnf.append(set);
                expression.append(set);
            } else {
                gbnf.append('(');
                expression.append("(?:");
                write(random, depth - 1, gbnf, expression);
                gbnf.append(')');
                expression.append(')');
            }
            String times = new String[] {"", "", "?", "*", "+", "{2}", "{1,2}", "{2,}"}[random.nextInt(8)];
            gbnf.append(times);
            expression.append(times);
        }
    }
}
