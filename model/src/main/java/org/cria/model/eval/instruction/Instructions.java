package org.cria.model.eval.instruction;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/**
 * Instructions by the names that data sets have for them, checked as lm-evaluation-harness 0.4.13 checks them.
 *
 * @see <a href="https://arxiv.org/abs/2311.07911">Instruction-Following Evaluation for Large Language Models</a>, table 1
 */
public final class Instructions {
    /** Makes a check. */
    @FunctionalInterface
    private interface Kind {
        Instruction of(InstructionArguments arguments, LanguageDetector languages);
    }

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("keywords:existence", (all, _) -> KeywordInstructions.existence(all)),
            Map.entry("keywords:frequency", (all, _) -> KeywordInstructions.frequency(all)),
            Map.entry("keywords:forbidden_words", (all, _) -> KeywordInstructions.forbidden(all)),
            Map.entry("keywords:letter_frequency", (all, _) -> KeywordInstructions.letter(all)),
            Map.entry("language:response_language", KeywordInstructions::language),
            Map.entry("change_case:capital_word_frequency", (all, _) -> KeywordInstructions.capitalWords(all)),
            Map.entry("change_case:english_capital", (_, texts) -> KeywordInstructions.english(true, texts)),
            Map.entry("change_case:english_lowercase", (_, texts) -> KeywordInstructions.english(false, texts)),
            Map.entry("length_constraints:number_sentences", (all, _) -> LengthInstructions.sentences(all)),
            Map.entry("length_constraints:number_words", (all, _) -> LengthInstructions.words(all)),
            Map.entry("length_constraints:number_paragraphs", (all, _) -> LengthInstructions.paragraphs(all)),
            Map.entry("length_constraints:nth_paragraph_first_word", (all, _) -> LengthInstructions.firstWord(all)),
            Map.entry("detectable_content:number_placeholders", (all, _) -> FormatInstructions.placeholders(all)),
            Map.entry("detectable_content:postscript", (all, _) -> FormatInstructions.postscript(all)),
            Map.entry("detectable_format:number_bullet_lists", (all, _) -> FormatInstructions.points(all)),
            Map.entry("detectable_format:number_highlighted_sections", (all, _) -> FormatInstructions.highlights(all)),
            Map.entry("detectable_format:multiple_sections", (all, _) -> FormatInstructions.sections(all)),
            Map.entry("detectable_format:constrained_response", (_, _) -> FormatInstructions.constrained()),
            Map.entry("detectable_format:json_format", (_, _) -> FormatInstructions.json()),
            Map.entry("detectable_format:title", (_, _) -> FormatInstructions.title()),
            Map.entry("combination:two_responses", (_, _) -> FormatInstructions.twoAnswers()),
            Map.entry("combination:repeat_prompt", (all, _) -> FormatInstructions.repeated(all)),
            Map.entry("startend:end_checker", (all, _) -> FormatInstructions.end(all)),
            Map.entry("startend:quotation", (_, _) -> FormatInstructions.quoted()),
            Map.entry("punctuation:no_comma", (_, _) -> FormatInstructions.withoutCommas()));

    private Instructions() {}

    /** All names, in order. */
    public static List<String> names() {
        return List.copyOf(new TreeSet<>(KINDS.keySet()));
    }

    /**
     * An instruction.
     *
     * @param arguments what it says besides its name; those of other kinds may be there too
     * @throws CriaException if there is no such kind, or an argument is missing or wrong
     */
    public static Instruction of(String name, Map<String, JsonValue> arguments, LanguageDetector languages) {
        Kind kind = KINDS.get(name);
        if (kind == null) {
            throw new CriaException("there is no instruction '" + name + "', expected one of "
                    + String.join(", ", names()) + ". Give the data set as it is published.");
        }
        return kind.of(new InstructionArguments(name, arguments), languages);
    }
}
