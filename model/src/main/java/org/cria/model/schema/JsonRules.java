package org.cria.model.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.grammar.GrammarBuilder;
import org.cria.model.grammar.Symbol;
import org.cria.model.pattern.Automaton;
import org.cria.model.pattern.CharacterSet;

/** Rules of a grammar for JSON texts: those that every grammar has, and those of automata. */
final class JsonRules {
    private static final CharacterSet QUOTES = CharacterSet.of("\"\\");
    private static final CharacterSet CONTROLS = CharacterSet.range(0, 0x1F);
    private static final CharacterSet PLAIN = CharacterSet.ALL.without(QUOTES).without(CONTROLS);
    private static final CharacterSet ESCAPED = QUOTES.or(CONTROLS);
    private static final String HEXADECIMAL = "0123456789abcdefABCDEF";
    /** How far lines are set in, at most. */
    private static final int INDENTS = 40;

    private final GrammarBuilder builder;
    private final Map<CharacterSet, Integer> escapes = new HashMap<>();
    private final int space;
    private final int string;
    private final int value;
    private final int object;
    private final int array;
    private final int number;
    private final int whole;
    private final int truth;

    JsonRules(GrammarBuilder builder) {
        this.builder = builder;
        this.space = spaces();
        this.string = text(Automaton.anything(), "a string");
        this.whole = numbers(false);
        this.number = numbers(true);
        this.truth = builder.rule("true or false");
        builder.add(truth, Symbol.text("true"));
        builder.add(truth, Symbol.text("false"));
        this.value = builder.rule("a value");
        this.object = listed("{", "}", true);
        this.array = listed("[", "]", false);
        for (int rule : new int[] {string, number, truth, object, array}) {
            builder.add(value, List.of(new Symbol.Reference(rule)));
        }
        builder.add(value, Symbol.text("null"));
    }

    /** A rule of its own. */
    int rule(String place) {
        return builder.rule(place);
    }

    /** Gives a rule an alternative: texts, rules by number, and symbols, one after another. */
    void add(int rule, Object... parts) {
        List<Symbol> symbols = new ArrayList<>();
        for (Object part : parts) {
            switch (part) {
                case String text -> symbols.addAll(Symbol.text(text));
                case Integer reference -> symbols.add(new Symbol.Reference(reference));
                case CharacterSet characters -> symbols.add(characters(characters));
                default -> throw new IllegalArgumentException(String.valueOf(part));
            }
        }
        builder.add(rule, symbols);
    }

    /** White space as people and models set JSON: none, a space, or a new line that is set in. */
    int space() {
        return space;
    }

    int value() {
        return value;
    }

    /** Any value of a type. */
    int any(Type type, boolean wholeNumbers) {
        return switch (type) {
            case NULL -> throw new IllegalArgumentException("one value needs no rule");
            case BOOLEAN -> truth;
            case NUMBER -> wholeNumbers ? whole : number;
            case STRING -> string;
            case ARRAY -> array;
            case OBJECT -> object;
        };
    }

    private int spaces() {
        CharacterSet blank = CharacterSet.of(" \t");
        int indent = builder.rule("white space");
        add(indent);
        for (int i = 1; i < INDENTS; i++) {
            int more = builder.rule("white space");
            add(more);
            add(more, blank, indent);
            indent = more;
        }
        int rule = builder.rule("white space");
        add(rule);
        add(rule, " ");
        add(rule, "\n", indent);
        return rule;
    }

    private int listed(String begin, String end, boolean named) {
        int item = value;
        if (named) {
            item = builder.rule("a member");
            add(item, string, ":", space, value);
        }
        int rest = builder.rule("the rest of a list");
        add(rest, space, end);
        add(rest, ",", space, item, rest);
        int list = builder.rule("a list");
        add(list, begin, space, end);
        add(list, begin, space, item, rest);
        return list;
    }

    /** Numbers without bounds, and not so long that they would never end. */
    private int numbers(boolean decimals) {
        int digits = upTo(14, "0123456789");
        int magnitude = builder.rule("a number");
        add(magnitude, "0");
        add(magnitude, CharacterSet.range('1', '9'), digits);
        int rule = builder.rule("a number");
        if (!decimals) {
            add(rule, "0");
            add(rule, CharacterSet.range('1', '9'), digits);
            add(rule, "-", CharacterSet.range('1', '9'), digits);
            return rule;
        }
        CharacterSet digit = CharacterSet.range('0', '9');
        int places = builder.rule("decimal places");
        add(places);
        add(places, ".", digit, digits);
        int exponent = builder.rule("an exponent");
        add(exponent);
        int sign = builder.rule("a sign");
        add(sign);
        add(sign, CharacterSet.of("+-"));
        add(exponent, CharacterSet.of("eE"), sign, digit, upTo(1, "0123456789"));
        add(rule, magnitude, places, exponent);
        add(rule, "-", magnitude, places, exponent);
        return rule;
    }

    private int upTo(int count, String characters) {
        int rule = builder.rule("digits");
        add(rule);
        for (int i = 0; i < count; i++) {
            int more = builder.rule("digits");
            add(more);
            add(more, CharacterSet.of(characters), rule);
            rule = more;
        }
        return rule;
    }

    /** The rule of an automaton's texts as they are. */
    int plain(Automaton automaton, String place) {
        int[] rules = rules(automaton, place);
        for (int state = 0; state < rules.length; state++) {
            int from = rules[state];
            automaton.steps(state).forEach((to, characters) -> add(from, characters, rules[to]));
            if (automaton.isEnd(state)) {
                add(from);
            }
        }
        return rules[0];
    }

    /** The rule of an automaton's texts as strings of JSON. */
    int text(Automaton automaton, String place) {
        int[] rules = rules(automaton, place);
        for (int state = 0; state < rules.length; state++) {
            int from = rules[state];
            automaton.steps(state).forEach((to, characters) -> {
                CharacterSet plain = characters.and(PLAIN);
                if (!plain.isEmpty()) {
                    add(from, plain, rules[to]);
                }
                CharacterSet escaped = characters.equals(CharacterSet.ALL) ? characters : characters.and(ESCAPED);
                if (!escaped.isEmpty()) {
                    add(from, "\\", escape(escaped), rules[to]);
                }
            });
            if (automaton.isEnd(state)) {
                add(from, "\"");
            }
        }
        int rule = builder.rule(place);
        add(rule, "\"", rules[0]);
        return rule;
    }

    private int[] rules(Automaton automaton, String place) {
        int[] rules = new int[automaton.size()];
        for (int state = 0; state < rules.length; state++) {
            rules[state] = builder.rule(place);
        }
        return rules;
    }

    /** What may stand behind a backslash for some characters. */
    private int escape(CharacterSet characters) {
        Integer known = escapes.get(characters);
        if (known != null) {
            return known;
        }
        int rule = builder.rule("an escape");
        escapes.put(characters, rule);
        for (int i = 0; i < 7; i++) {
            if (characters.has("\"\\\b\f\n\r\t".charAt(i))) {
                add(rule, String.valueOf("\"\\bfnrt".charAt(i)));
            }
        }
        if (characters.equals(CharacterSet.ALL)) {
            addAllEscapes(rule);
            return rule;
        }
        for (int c = 0; c < 0x20; c++) {
            if (characters.has(c) && "\b\f\n\r\t".indexOf(c) < 0) {
                add(rule, String.format("u%04x", c));
            }
        }
        return rule;
    }

    /** Any character by its number; those beyond 16 bits as a pair, of which neither half stands alone. */
    private void addAllEscapes(int rule) {
        CharacterSet digit = CharacterSet.of(HEXADECIMAL);
        CharacterSet d = CharacterSet.of("dD");
        add(rule, "/");
        add(rule, "u", digit.without(d), digit, digit, digit);
        add(rule, "u", d, CharacterSet.range('0', '7'), digit, digit);
        add(rule, "u", d, CharacterSet.of("89abAB"), digit, digit, "\\u", d, CharacterSet.of("cdefCDEF"), digit, digit);
    }

    private static Symbol characters(CharacterSet set) {
        List<Symbol.Range> ranges = new ArrayList<>();
        set.forEachRange((first, last) -> ranges.add(new Symbol.Range(first, last)));
        return new Symbol.Characters(ranges, false);
    }
}
