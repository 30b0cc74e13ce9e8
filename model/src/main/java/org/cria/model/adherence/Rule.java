package org.cria.model.adherence;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instruction asks of every answer, in a form that needs no judgement.
 *
 * @param text the last word, or what the user is to be called; empty for the other kinds
 */
public record Rule(Kind kind, String text) {
    /** In the order in which they look at an answer. */
    public enum Kind {
        /** No small letters. */
        CAPS,
        /** The last word is the rule's text. */
        END,
        /** The rule's text occurs. */
        CALL,
        /** One word. */
        WORD,
        /** At least one word, and all are made of digits. */
        NUMBERS,
        /** One of the words that only pirates use. */
        PIRATE
    }

    private static final Set<String> PIRATE_WORDS = Set.of("arr", "ahoy", "aye", "matey");

    /** Letters, digits and underscores. */
    private static final Pattern WORDS = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern LAST_WORD = Pattern.compile("(\\w+)\\W*$", Pattern.UNICODE_CHARACTER_CLASS);

    /** A rule of a kind that needs no text. */
    public static Rule of(Kind kind) {
        return new Rule(kind, "");
    }

    /**
     * Whether an answer keeps to all rules. What "end" and "call" ask for is taken out of it first, so that it counts neither as a
     * second word nor as one that is no number. An empty answer keeps to nothing.
     */
    public static boolean kept(List<Rule> rules, String answer) {
        Optional<String> rest = Optional.of(answer.strip()).filter(text -> !text.isEmpty());
        for (Kind kind : Kind.values()) {
            for (Rule rule : rules) {
                if (rule.kind == kind) {
                    rest = rest.flatMap(rule::rest);
                }
            }
        }
        return rest.isPresent();
    }

    /** What of the answer is left for the rules after this one; empty if this one is broken. */
    private Optional<String> rest(String answer) {
        return switch (kind) {
            case CAPS -> Optional.of(answer).filter(all -> all.equals(all.toUpperCase(Locale.ROOT)));
            case END -> withoutEnd(answer);
            case CALL -> withoutName(answer);
            case WORD -> Optional.of(answer).filter(all -> words(all).size() == 1);
            case NUMBERS -> Optional.of(answer).filter(all -> isNumbers(words(all)));
            case PIRATE -> Optional.of(answer).filter(all -> words(all).stream().anyMatch(PIRATE_WORDS::contains));
        };
    }

    private Optional<String> withoutEnd(String answer) {
        Matcher last = LAST_WORD.matcher(answer);
        return last.find() && last.group(1).equalsIgnoreCase(text)
                ? Optional.of(answer.substring(0, last.start()))
                : Optional.empty();
    }

    private Optional<String> withoutName(String answer) {
        int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;
        Matcher name =
                Pattern.compile("\\b" + Pattern.quote(text) + "\\b", flags).matcher(answer);
        return name.find() ? Optional.of(name.replaceAll("")) : Optional.empty();
    }

    private static boolean isNumbers(List<String> words) {
        return !words.isEmpty()
                && words.stream().allMatch(word -> word.codePoints().allMatch(Character::isDigit));
    }

    private static List<String> words(String text) {
        return WORDS.matcher(text)
                .results()
                .map(word -> word.group().toLowerCase(Locale.ROOT))
                .toList();
    }
}
