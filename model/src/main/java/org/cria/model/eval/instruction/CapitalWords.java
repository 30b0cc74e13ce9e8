package org.cria.model.eval.instruction;

import java.util.regex.Pattern;

/**
 * Words in capital letters, counted in words as the Penn Treebank has them: punctuation stands alone, {@code IT'S} and {@code DON'T} are
 * two words each, {@code WELL-KNOWN} is one.
 *
 * @see <a href="https://www.nltk.org/api/nltk.tokenize.treebank.html">NLTK's tokenizer</a>, which IFEval counts with
 */
final class CapitalWords {
    /** What is always a word of its own, and so ends the one before; a comma or colon within numbers is not. */
    private static final Pattern ALONE = Pattern.compile("[\\[\\](){}<>;@#$%&?!\"“”«»„‘`]|[,:](?![0-9])|--+|\\.{3}|''");

    /** Endings that are words: {@code 'S}, {@code N'T}. */
    private static final Pattern ENDING =
            Pattern.compile("(?<=[^ '])(N'T|'(?:S|M|D|LL|RE|VE))(?= )", Pattern.CASE_INSENSITIVE);

    /** Words that were written together. */
    private static final Pattern TOGETHER =
            Pattern.compile("\\b(CAN|D'|GIM|GON|GOT|LEM|WAN)(NOT|YE|ME|NA|TA)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern SPACES = Pattern.compile("[" + CountedText.SPACE + "]+");

    private CapitalWords() {}

    static long count(String text) {
        String spaced =
                " " + SPACES.matcher(ALONE.matcher(text).replaceAll(" $0 ")).replaceAll(" ") + " ";
        String parted =
                TOGETHER.matcher(ENDING.matcher(spaced).replaceAll(" $1")).replaceAll("$1 $2");
        return SPACES.splitAsStream(parted)
                .filter(word -> CountedText.isOnly(word, true))
                .count();
    }
}
