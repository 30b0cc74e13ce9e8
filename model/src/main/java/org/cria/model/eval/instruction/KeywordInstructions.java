package org.cria.model.eval.instruction;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which words, letters and languages an answer has. */
final class KeywordInstructions {
    private static final String ENGLISH = "en";

    private KeywordInstructions() {}

    /** Each keyword occurs, also within words; keywords are patterns, as the harness takes them. */
    static Instruction existence(InstructionArguments arguments) {
        List<Pattern> keywords = arguments.texts("keywords").stream()
                .map(each -> CountedText.pattern(each, ""))
                .toList();
        return answer -> keywords.stream().allMatch(each -> each.matcher(answer).find());
    }

    static Instruction frequency(InstructionArguments arguments) {
        Pattern keyword = CountedText.pattern(CountedText.strip(arguments.text("keyword")), "");
        int times = arguments.count("frequency");
        Relation relation = arguments.relation("relation");
        return answer -> relation.holds(CountedText.count(keyword, answer), times);
    }

    /** None occurs as a word of its own. */
    static Instruction forbidden(InstructionArguments arguments) {
        List<Pattern> words = arguments.texts("forbidden_words").stream()
                .map(each -> CountedText.pattern(each, CountedText.BORDER))
                .toList();
        return answer -> words.stream().noneMatch(each -> each.matcher(answer).find());
    }

    /** A letter, or a sign, without regard to case. */
    static Instruction letter(InstructionArguments arguments) {
        String letter = CountedText.strip(arguments.text("letter")).toLowerCase(Locale.ROOT);
        int times = arguments.count("let_frequency");
        Relation relation = arguments.relation("let_relation");
        Pattern pattern = Pattern.compile(Pattern.quote(letter));
        return answer -> relation.holds(CountedText.count(pattern, answer.toLowerCase(Locale.ROOT)), times);
    }

    /** The language of the whole; a text that has none, as one of digits, is not held against the answer. */
    static Instruction language(InstructionArguments arguments, LanguageDetector languages) {
        String wanted = arguments.text("language");
        return answer -> is(languages.language(answer), wanted);
    }

    private static boolean is(Optional<String> found, String wanted) {
        return found.map(each -> each.equals(wanted) || each.startsWith(wanted + "-"))
                .orElse(true);
    }

    /** English, and no letter of the other case. */
    static Instruction english(boolean capital, LanguageDetector languages) {
        return answer -> CountedText.isOnly(answer, capital) && is(languages.language(answer), ENGLISH);
    }

    static Instruction capitalWords(InstructionArguments arguments) {
        int times = arguments.count("capital_frequency");
        Relation relation = arguments.relation("capital_relation");
        return answer -> relation.holds(CapitalWords.count(answer), times);
    }
}
