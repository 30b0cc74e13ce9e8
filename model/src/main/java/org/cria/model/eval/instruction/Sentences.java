package org.cria.model.eval.instruction;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts sentences by the rules of Punkt: a mark that may end a sentence does so before white space or a closing sign, but for a full stop
 * behind an abbreviation, an initial or a number, and for an ellipsis, which the next word decides about. Punkt learned its abbreviations
 * and first words from newspapers; here they are lists of common ones.
 *
 * @see <a href="https://aclanthology.org/J06-4003">Unsupervised Multilingual Sentence Boundary Detection</a>
 */
final class Sentences {
    private static final String SPACE = CountedText.SPACE;

    /** A run that ends with a mark, and what follows it: a sign of punctuation, or white space and the next run. */
    private static final Pattern MARK = Pattern.compile(
            "([^" + SPACE + "]*[.?!])(?:(?=[?!)\";}\\]*:@'({\\[])|(?=[" + SPACE + "]+([^" + SPACE + "]+)))");

    private static final Pattern INITIAL = Pattern.compile("\\p{L}");
    private static final Pattern NUMBER = Pattern.compile("-?[.,]?\\p{Nd}[\\p{Nd},.-]*");

    /** What goes with the sentence before it. */
    private static final Pattern CLOSING = Pattern.compile("^[\"')\\]}‘’“”«»]+(?=[" + SPACE + "]|$)");

    private static final Pattern OPENING = Pattern.compile("^[(\"`{\\[:;&#*@)}\\]\\-,'“‘]+");
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]");

    private static final Set<String> ABBREVIATIONS = Set.of(
            ("mr mrs ms dr prof gen col lt adm sen rep st jr sr messrs inc co corp ltd bros cos vs ave ft u.s u.k u.n d.c a.m p.m"
                            + " ph.d jan feb aug sep sept oct nov dec tues wed fri calif conn fla ga ill kan ky mich minn nev okla"
                            + " ore pa tenn va vt wash wis")
                    .split(" "));

    /** Written small as a rule: with a capital letter they begin a sentence. */
    private static final Set<String> STARTERS = Set.of(
            ("the a an this that these those it he she we they you in on at by for from with to of as if when while after before"
                            + " but and or so however there here what who why how where my your his her its our their is are was"
                            + " were do does did can could will would should may might one some many most all each every no not"
                            + " then now also such both since although because during under over into about another other more")
                    .split(" "));

    private Sentences() {}

    /** How many sentences a text has; what stands behind the last mark is one. */
    static long count(String text) {
        String all = CountedText.strip(text);
        long count = all.isEmpty() ? 0 : 1;
        Matcher mark = MARK.matcher(all);
        while (mark.find()) {
            String next = mark.group(2) == null ? all.substring(mark.end(), mark.end() + 1) : mark.group(2);
            boolean isLast = CountedText.isBlank(
                    CLOSING.matcher(all.substring(mark.end())).replaceFirst(""));
            count += !isLast && ends(mark.group(1), next) ? 1 : 0;
        }
        return count;
    }

    private static boolean ends(String run, String next) {
        if (!run.endsWith(".")) {
            return true;
        }
        String before = OPENING.matcher(run.substring(0, run.length() - 1)).replaceFirst("");
        boolean isCapital = Character.isUpperCase(next.codePointAt(0));
        String word = NO_LETTERS.matcher(next).replaceAll("").toLowerCase(Locale.ROOT);
        boolean starts = isCapital && STARTERS.contains(word);
        if (INITIAL.matcher(before).matches()) {
            return starts || !Character.isLetter(next.codePointAt(0));
        }
        if (NUMBER.matcher(before).matches()) {
            return !Character.isLowerCase(next.codePointAt(0)) && ":;,".indexOf(next.charAt(0)) < 0;
        }
        String last = before.substring(before.lastIndexOf('-') + 1).toLowerCase(Locale.ROOT);
        boolean isOpen = before.isEmpty() || before.endsWith(".") || ABBREVIATIONS.contains(last);
        return !isOpen || starts;
    }
}
