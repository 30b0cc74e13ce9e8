package org.cria.model.eval.instruction;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;

/** How long an answer is, in words, sentences and paragraphs. */
final class LengthInstructions {
    private static final String SPACE = "[" + CountedText.SPACE + "]";

    /** The divider of Markdown, with a space or the end of a line on either side. */
    private static final Pattern DIVIDER = Pattern.compile(SPACE + "?\\*{3}" + SPACE + "?");

    private static final Pattern FIRST_WORD = Pattern.compile("^'*\"*([^.,?!'\"" + CountedText.SPACE + "]*)");

    private LengthInstructions() {}

    static Instruction words(InstructionArguments arguments) {
        return counted(arguments, "num_words", CountedText::words);
    }

    static Instruction sentences(InstructionArguments arguments) {
        return counted(arguments, "num_sentences", Sentences::count);
    }

    private static Instruction counted(InstructionArguments arguments, String name, ToLongFunction<String> count) {
        int named = arguments.count(name);
        Relation relation = arguments.relation("relation");
        return answer -> relation.holds(count.applyAsLong(answer), named);
    }

    /** Exactly so many between dividers, none of them empty; what is before the first and behind the last divider may be. */
    static Instruction paragraphs(InstructionArguments arguments) {
        int count = arguments.count("num_paragraphs");
        return answer -> {
            List<String> parts = List.of(DIVIDER.split(answer, -1));
            long full =
                    parts.stream().filter(part -> !CountedText.isBlank(part)).count();
            boolean hole =
                    parts.stream().skip(1).limit(Math.max(0, parts.size() - 2)).anyMatch(CountedText::isBlank);
            return !hole && full == count;
        };
    }

    /** Exactly so many between empty lines, and one of them begins with a word. */
    static Instruction firstWord(InstructionArguments arguments) {
        int count = arguments.count("num_paragraphs");
        int which = arguments.count("nth_paragraph");
        String word = arguments.text("first_word").toLowerCase(Locale.ROOT);
        if (which < 1 || which > count) {
            throw new CriaException("'nth_paragraph' of length_constraints:nth_paragraph_first_word is " + which
                    + ", expected 1 to num_paragraphs, " + count + ". Give the data set as it is published.");
        }
        return answer -> {
            List<String> parts = List.of(answer.split("\n\n", -1));
            long full =
                    parts.stream().filter(part -> !CountedText.isBlank(part)).count();
            return full == count && word.equals(firstWord(parts.get(which - 1)));
        };
    }

    /** Without the quotes before it, up to the first punctuation mark. */
    private static String firstWord(String paragraph) {
        Matcher word = FIRST_WORD.matcher(CountedText.strip(paragraph));
        return word.find() ? word.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
