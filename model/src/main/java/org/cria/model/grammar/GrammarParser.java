package org.cria.model.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.CriaException;
import org.cria.model.grammar.Symbol.Characters;
import org.cria.model.grammar.Symbol.Range;
import org.cria.model.grammar.Symbol.Reference;

/** Reads GBNF as llama.cpp does. Groups and repetitions become rules of their own. */
final class GrammarParser {
    /** The most copies that a repetition may ask for, which is llama.cpp's limit. */
    private static final int MOST_COPIES = 2000;
    /** Symbols of all rules together: what a few repetitions within each other would exceed at once. */
    private static final int MOST_SYMBOLS = 1_000_000;
    /** Groups within each other. */
    private static final int DEEPEST = 200;

    /** Names that no rule of a text can have. */
    private static final String GROUP = "(";

    private static final String REPETITION = "*";
    private static final int LAST_CHARACTER = 0x10FFFF;

    private final String text;
    private int at;
    private int depth;
    private int symbols;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    /** [rules] where it was first mentioned. */
    private final List<Integer> places = new ArrayList<>();

    private final List<List<List<Symbol>>> rules = new ArrayList<>();

    GrammarParser(String text) {
        this.text = text;
    }

    Grammar grammar() {
        space(true);
        while (at < text.length()) {
            rule();
        }
        Integer root = numbers.get("root");
        if (root == null) {
            throw error(0, "there is no rule named root, with which every text would begin", "root ::= …");
        }
        for (int rule = 0; rule < rules.size(); rule++) {
            if (rules.get(rule).isEmpty()) {
                throw error(
                        places.get(rule),
                        "there is no rule '" + names.get(rule) + "'",
                        names.get(rule) + " ::= … somewhere");
            }
        }
        new RuleChecks(rules, rule -> names.get(rule).equals(REPETITION))
                .problem(root)
                .ifPresent(problem -> {
                    throw error(
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
        int start = at;
        String name = name();
        if (name.isEmpty()) {
            throw error(at, found(), "the name of a rule: letters, digits and '-'");
        }
        space(false);
        if (!text.startsWith("::=", at)) {
            throw error(at, found(), "'::=' behind the rule's name '" + name + "'");
        }
        at += 3;
        space(true);
        int number = number(name, start);
        if (!rules.get(number).isEmpty()) {
            throw error(start, "there are two rules '" + name + "'", "one, with '|' between alternatives");
        }
        places.set(number, start);
        rules.set(number, alternatives(false));
        if (at < text.length() && peek() != '\n' && peek() != '\r') {
            throw error(at, found(), "the end of the rule '" + name + "'");
        }
        space(true);
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

    private String name() {
        int start = at;
        while (at < text.length() && isOfName(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isOfName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    }

    private List<List<Symbol>> alternatives(boolean nested) {
        List<List<Symbol>> alternatives = new ArrayList<>();
        alternatives.add(sequence(nested));
        while (at < text.length() && peek() == '|') {
            at++;
            space(true);
            alternatives.add(sequence(nested));
        }
        return List.copyOf(alternatives);
    }

    private List<Symbol> sequence(boolean nested) {
        List<Symbol> sequence = new ArrayList<>();
        int last = -1; // where what a repetition would repeat begins; -1: nothing
        while (at < text.length()) {
            int c = peek();
            int start = at;
            if (c == '"') {
                last = sequence.size();
                literal(sequence);
            } else if (c == '[') {
                last = sequence.size();
                sequence.add(characters());
            } else if (c == '.') {
                at++;
                last = sequence.size();
                sequence.add(new Characters(List.of(), true));
            } else if (isOfName(c)) {
                last = sequence.size();
                sequence.add(new Reference(number(name(), start)));
            } else if (c == '(') {
                last = sequence.size();
                sequence.add(group());
            } else if (c == '*' || c == '+' || c == '?' || c == '{') {
                if (last < 0 || last == sequence.size()) {
                    throw error(at, found(), "something before it to repeat");
                }
                repeat(sequence, last, start);
            } else {
                break;
            }
            count(sequence.size(), start);
            space(nested);
        }
        symbols += sequence.size();
        return List.copyOf(sequence);
    }

    private void count(int more, int place) {
        if (symbols + more > MOST_SYMBOLS) {
            throw error(
                    place,
                    "the grammar grows to more than " + MOST_SYMBOLS + " symbols",
                    "fewer or smaller repetitions");
        }
    }

    private Reference group() {
        int start = at;
        at++;
        space(true);
        if (++depth > DEEPEST) {
            throw error(start, "groups are nested more than " + DEEPEST + " deep", "rules with names instead");
        }
        int rule = newRule(GROUP, start);
        rules.set(rule, alternatives(true));
        depth--;
        if (at == text.length() || peek() != ')') {
            throw error(at, found(), "')' for the group that begins at " + place(start));
        }
        at++;
        return new Reference(rule);
    }

    private void literal(List<Symbol> sequence) {
        int start = at++;
        while (true) {
            if (at == text.length()) {
                throw error(start, "the text in quotes has no end", "'\"'");
            }
            if (peek() == '"') {
                at++;
                return;
            }
            int c = character();
            sequence.add(new Characters(List.of(new Range(c, c)), false));
        }
    }

    private Characters characters() {
        int start = at++;
        boolean others = at < text.length() && peek() == '^';
        at += others ? 1 : 0;
        List<Range> ranges = new ArrayList<>();
        while (true) {
            if (at == text.length()) {
                throw error(start, "the characters in brackets have no end", "']'");
            }
            if (peek() == ']') {
                at++;
                return new Characters(ranges, others);
            }
            int place = at;
            int first = character();
            int last = first;
            if (at + 1 < text.length() && peek() == '-' && text.charAt(at + 1) != ']') {
                at++;
                last = character();
            }
            if (last < first) {
                throw error(place, "the range ends before it begins", "the lesser character first");
            }
            ranges.add(new Range(first, last));
        }
    }

    private int character() {
        int c = text.codePointAt(at);
        if (c != '\\') {
            at += Character.charCount(c);
            return c;
        }
        int start = at;
        at++;
        int escape = at < text.length() ? peek() : -1;
        at++;
        return switch (escape) {
            case 'x' -> hexadecimal(start, 2);
            case 'u' -> hexadecimal(start, 4);
            case 'U' -> hexadecimal(start, 8);
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '\\', '"', '[', ']' -> escape;
            default -> {
                at = start;
                throw error(start, found(), "one of \\n \\r \\t \\\\ \\\" \\[ \\] \\x \\u \\U");
            }
        };
    }

    private int hexadecimal(int start, int digits) {
        int end = at + digits;
        String number = text.substring(at, Math.min(end, text.length()));
        at = end;
        if (number.length() == digits && number.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            long value = Long.parseLong(number, 16);
            if (value <= LAST_CHARACTER) {
                return (int) value;
            }
        }
        throw error(start, "'" + number + "' is no character", digits + " hexadecimal digits, 10FFFF at most");
    }

    private void repeat(List<Symbol> sequence, int last, int start) {
        int c = text.charAt(at++);
        int least = c == '+' ? 1 : 0;
        int most = c == '?' ? 1 : Integer.MAX_VALUE;
        if (c == '{') {
            space(true);
            least = wholeNumber();
            most = least;
            space(true);
            if (at < text.length() && peek() == ',') {
                at++;
                space(true);
                most = at < text.length() && peek() == '}' ? Integer.MAX_VALUE : wholeNumber();
                space(true);
            }
            if (at == text.length() || peek() != '}') {
                throw error(at, found(), "'}'");
            }
            at++;
            if (most < least) {
                throw error(start, "at most " + most + " is less than at least " + least, "{LEAST,MOST}");
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

    private int wholeNumber() {
        int start = at;
        while (at < text.length() && peek() >= '0' && peek() <= '9') {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.isEmpty()) {
            throw error(start, found(), "a whole number");
        }
        if (digits.length() > 5 || Integer.parseInt(digits) > MOST_COPIES) {
            throw error(start, digits + " repetitions", MOST_COPIES + " at most");
        }
        return Integer.parseInt(digits);
    }

    /** Blanks and comments, and the ends of lines where they do not end a rule. */
    private void space(boolean lines) {
        while (at < text.length()) {
            int c = peek();
            if (c == '#') {
                while (at < text.length() && peek() != '\n' && peek() != '\r') {
                    at++;
                }
            } else if (c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r'))) {
                at++;
            } else {
                return;
            }
        }
    }

    private int peek() {
        return text.charAt(at);
    }

    private String found() {
        if (at >= text.length()) {
            return "the grammar ends";
        }
        int end = Math.min(text.length(), at + (peek() == '\\' ? 2 : Character.charCount(text.codePointAt(at))));
        String found = text.substring(at, end);
        return switch (found) {
            case "\n", "\r" -> "the line ends";
            default -> "found '" + found + "'";
        };
    }

    private String place(int index) {
        int line = 1;
        int begin = 0;
        for (int i = 0; i < Math.min(index, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                begin = i + 1;
            }
        }
        return "line " + line + ", column " + (text.codePointCount(begin, Math.min(index, text.length())) + 1);
    }

    private CriaException error(int index, String found, String expected) {
        return new CriaException("the grammar, " + place(index) + ": " + found + ", expected " + expected + ".");
    }
}
