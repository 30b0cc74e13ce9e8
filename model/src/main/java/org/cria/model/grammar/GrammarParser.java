package org.cria.model.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.grammar.Symbol.Characters;
import org.cria.model.grammar.Symbol.Range;
import org.cria.model.grammar.Symbol.Reference;

/** Reads GBNF as llama.cpp does. Groups and repetitions become rules of their own. */
final class GrammarParser {
    /** Symbols of all rules together: what a few repetitions within each other would exceed at once. */
    private static final int MOST_SYMBOLS = 1_000_000;
    /** Groups within each other. */
    private static final int DEEPEST = 200;

    /** Names that no rule of a text can have. */
    private static final String GROUP = "(";

    private static final String REPETITION = "*";
    private final GrammarText text;
    private int depth;
    private int symbols;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    /** [rules] where it was first mentioned. */
    private final List<Integer> places = new ArrayList<>();

    private final List<List<List<Symbol>>> rules = new ArrayList<>();

    GrammarParser(String text) {
        this.text = new GrammarText(text);
    }

    Grammar grammar() {
        text.space(true);
        while (!text.isAtEnd()) {
            rule();
        }
        Integer root = numbers.get("root");
        if (root == null) {
            throw text.error(0, "there is no rule named root, with which every text would begin", "root ::= …");
        }
        for (int rule = 0; rule < rules.size(); rule++) {
            if (rules.get(rule).isEmpty()) {
                throw text.error(
                        places.get(rule),
                        "there is no rule '" + names.get(rule) + "'",
                        names.get(rule) + " ::= … somewhere");
            }
        }
        new RuleChecks(rules, rule -> names.get(rule).equals(REPETITION))
                .problem(root)
                .ifPresent(problem -> {
                    throw text.error(
                            places.get(problem.rule()),
                            described(problem.rule()) + " " + problem.what(),
                            problem.expected());
                });
        return new Grammar(List.copyOf(rules), root);
    }

    private String described(int rule) {
        return switch (names.get(rule)) {
            case GROUP -> "the group";
            case REPETITION -> "what is repeated";
            default -> "the rule '" + names.get(rule) + "'";
        };
    }

    private void rule() {
        int start = text.at();
        String name = text.name();
        if (name.isEmpty()) {
            throw text.error(text.at(), text.found(), "the name of a rule: letters, digits and '-'");
        }
        text.space(false);
        if (!text.skip("::=")) {
            throw text.error(text.at(), text.found(), "'::=' behind the rule's name '" + name + "'");
        }
        text.space(true);
        int number = number(name, start);
        if (!rules.get(number).isEmpty()) {
            throw text.error(start, "there are two rules '" + name + "'", "one, with '|' between alternatives");
        }
        places.set(number, start);
        rules.set(number, alternatives(false));
        if (!text.isAtEnd() && !text.isNext('\n') && !text.isNext('\r')) {
            throw text.error(text.at(), text.found(), "the end of the rule '" + name + "'");
        }
        text.space(true);
    }

    private int number(String name, int place) {
        return numbers.computeIfAbsent(name, n -> newRule(n, place));
    }

    private int newRule(String name, int place) {
        names.add(name);
        places.add(place);
        rules.add(List.of());
        return rules.size() - 1;
    }

    private List<List<Symbol>> alternatives(boolean nested) {
        List<List<Symbol>> alternatives = new ArrayList<>();
        alternatives.add(sequence(nested));
        while (text.skip("|")) {
            text.space(true);
            alternatives.add(sequence(nested));
        }
        return List.copyOf(alternatives);
    }

    private List<Symbol> sequence(boolean nested) {
        List<Symbol> sequence = new ArrayList<>();
        int last = -1; // where what a repetition would repeat begins; -1: nothing
        while (!text.isAtEnd()) {
            int c = text.peek();
            int start = text.at();
            if (c == '"') {
                last = sequence.size();
                literal(sequence);
            } else if (c == '[') {
                last = sequence.size();
                sequence.add(characters());
            } else if (c == '.') {
                text.skip();
                last = sequence.size();
                sequence.add(new Characters(List.of(), true));
            } else if (GrammarText.isOfName(c)) {
                last = sequence.size();
                sequence.add(new Reference(number(text.name(), start)));
            } else if (c == '(') {
                last = sequence.size();
                sequence.add(group());
            } else if (c == '*' || c == '+' || c == '?' || c == '{') {
                if (last < 0 || last == sequence.size()) {
                    throw text.error(text.at(), text.found(), "something before it to repeat");
                }
                repeat(sequence, last, start);
            } else {
                break;
            }
            count(sequence.size(), start);
            text.space(nested);
        }
        symbols += sequence.size();
        return List.copyOf(sequence);
    }

    private void count(int more, int place) {
        if (symbols + more > MOST_SYMBOLS) {
            throw text.error(
                    place,
                    "the grammar grows to more than " + MOST_SYMBOLS + " symbols",
                    "fewer or smaller repetitions");
        }
    }

    private Reference group() {
        int start = text.at();
        text.skip();
        text.space(true);
        if (++depth > DEEPEST) {
            throw text.error(start, "groups are nested more than " + DEEPEST + " deep", "rules with names instead");
        }
        int rule = newRule(GROUP, start);
        rules.set(rule, alternatives(true));
        depth--;
        if (!text.skip(")")) {
            throw text.error(text.at(), text.found(), "')' for the group that begins at " + text.place(start));
        }
        return new Reference(rule);
    }

    private void literal(List<Symbol> sequence) {
        int start = text.at();
        text.skip();
        while (true) {
            if (text.isAtEnd()) {
                throw text.error(start, "the text in quotes has no end", "'\"'");
            }
            if (text.skip("\"")) {
                return;
            }
            int c = text.character();
            sequence.add(new Characters(List.of(new Range(c, c)), false));
        }
    }

    private Characters characters() {
        int start = text.at();
        text.skip();
        boolean others = text.skip("^");
        List<Range> ranges = new ArrayList<>();
        while (true) {
            if (text.isAtEnd()) {
                throw text.error(start, "the characters in brackets have no end", "']'");
            }
            if (text.skip("]")) {
                return new Characters(ranges, others);
            }
            int place = text.at();
            int first = text.character();
            int last = first;
            if (text.isNext('-') && text.hasTwo() && !text.isSecond(']')) {
                text.skip();
                last = text.character();
            }
            if (last < first) {
                throw text.error(place, "the range ends before it begins", "the lesser character first");
            }
            ranges.add(new Range(first, last));
        }
    }

    private void repeat(List<Symbol> sequence, int last, int start) {
        int c = text.peek();
        text.skip();
        int least = c == '+' ? 1 : 0;
        int most = c == '?' ? 1 : Integer.MAX_VALUE;
        if (c == '{') {
            text.space(true);
            least = text.wholeNumber();
            most = least;
            text.space(true);
            if (text.skip(",")) {
                text.space(true);
                most = text.isNext('}') ? Integer.MAX_VALUE : text.wholeNumber();
                text.space(true);
            }
            if (!text.skip("}")) {
                throw text.error(text.at(), text.found(), "'}'");
            }
            if (most < least) {
                throw text.error(start, "at most " + most + " is less than at least " + least, "{LEAST,MOST}");
            }
        }
        List<Symbol> repeated = List.copyOf(sequence.subList(last, sequence.size()));
        sequence.subList(last, sequence.size()).clear();
        long copies = (long) least + (most == Integer.MAX_VALUE ? 1 : most - least);
        count(sequence.size() + (int) Math.min(copies * repeated.size(), MOST_SYMBOLS), start);
        for (int i = 0; i < least; i++) {
            sequence.addAll(repeated);
        }
        optional(repeated, most == Integer.MAX_VALUE ? most : most - least, start, sequence);
    }

    /** Zero to {@code most} times: {@code x? ::= x x? |}, each of its own unless there is no limit. */
    private void optional(List<Symbol> repeated, int most, int start, List<Symbol> sequence) {
        if (most == 0) {
            return;
        }
        if (most == Integer.MAX_VALUE) {
            int rule = newRule(REPETITION, start);
            List<Symbol> once = new ArrayList<>(repeated);
            once.add(new Reference(rule));
            rules.set(rule, List.of(List.copyOf(once), List.of()));
            sequence.add(new Reference(rule));
            return;
        }
        int next = -1;
        for (int i = 0; i < most; i++) {
            int rule = newRule(REPETITION, start);
            List<Symbol> once = new ArrayList<>(repeated);
            if (next >= 0) {
                once.add(new Reference(next));
            }
            rules.set(rule, List.of(List.copyOf(once), List.of()));
            symbols += once.size();
            next = rule;
        }
        sequence.add(new Reference(next));
    }
}
