package org.cria.model.eval.instruction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;
import org.junit.jupiter.api.Test;

/** Each instruction on answers that follow it, and on ones that do not. */
final class InstructionsTest {
    /** The language that a text's last word names; none where it has no letters. */
    private static final LanguageDetector LAST_WORD = text -> text.matches("[^a-zA-Z]*")
            ? Optional.empty()
            : Optional.of(
                    text.replaceAll("[^a-zA-Z ]", "").toLowerCase(Locale.ROOT).replaceAll(".* ", ""));

    private record Case(String name, String arguments, List<String> followed, List<String> broken) {
        Instruction instruction() {
            return Instructions.of(name, members(arguments), LAST_WORD);
        }
    }

    private static final List<Case> CASES = List.of(
            new Case(
                    "keywords:existence",
                    "{\"keywords\": [\"tea\", \"cup\"]}",
                    List.of("A CUP of tea.", "Steamy cupboards, tea."),
                    List.of("A cup of milk.", "Nothing.")),
            new Case(
                    "keywords:frequency",
                    "{\"keyword\": \"tea\", \"frequency\": 2, \"relation\": \"at least\"}",
                    List.of("Tea, and tea.", "teatea"),
                    List.of("Tea.")),
            new Case(
                    "keywords:forbidden_words",
                    "{\"forbidden_words\": [\"tea\"]}",
                    List.of("A team drinks.", "tea_pot"),
                    List.of("No Tea!")),
            new Case(
                    "keywords:letter_frequency",
                    "{\"letter\": \"Z\", \"let_frequency\": 2, \"let_relation\": \"less than\"}",
                    List.of("Zoo", "none"),
                    List.of("puzZle")),
            new Case(
                    "language:response_language",
                    "{\"language\": \"de\"}",
                    List.of("ein Satz auf de", "1234"),
                    List.of("a sentence in en")),
            new Case(
                    "change_case:capital_word_frequency",
                    "{\"capital_frequency\": 2, \"capital_relation\": \"at least\"}",
                    List.of("IT'S fine.", "A/B and WELL-KNOWN"),
                    List.of("NASA flies.", "Nasa Usa")),
            new Case(
                    "change_case:english_capital",
                    "{}",
                    List.of("ALL OF IT, IN EN!"),
                    List.of("All OF IT, IN EN", "ALLES AUF DE")),
            new Case(
                    "change_case:english_lowercase",
                    "{}",
                    List.of("all of it, in en!"),
                    List.of("All of it, in en", "alles auf de")),
            new Case(
                    "length_constraints:number_sentences",
                    "{\"num_sentences\": 3, \"relation\": \"less than\"}",
                    List.of("Dr. Lee left. He won.", "It cost 3.50... or so."),
                    List.of("One. Two. Three.", "What?! No. Yes.")),
            new Case(
                    "length_constraints:number_words",
                    "{\"num_words\": 3, \"relation\": \"at least\"}",
                    List.of("one-two three", "a b c d"),
                    List.of("two words", "...")),
            new Case(
                    "length_constraints:number_paragraphs",
                    "{\"num_paragraphs\": 2}",
                    List.of("One.\n***\nTwo.", "One. *** Two.\n***"),
                    List.of("One.\n\nTwo.", "One.\n***\n***\nTwo.")),
            new Case(
                    "length_constraints:nth_paragraph_first_word",
                    "{\"num_paragraphs\": 2, \"nth_paragraph\": 2, \"first_word\": \"Then\"}",
                    List.of("First.\n\n\"Then, it rained.", "First.\n\nthen."),
                    List.of("First.\n\nThence.", "Then.\n\nFirst.", "First.\n\nThen.\n\nLast.")),
            new Case(
                    "detectable_content:number_placeholders",
                    "{\"num_placeholders\": 2}",
                    List.of("Dear [name] of [town]", "[][]"),
                    List.of("Dear [name]", "[a\nb] [c]")),
            new Case(
                    "detectable_content:postscript",
                    "{\"postscript_marker\": \"P.S.\"}",
                    List.of("Bye.\n\np. s. Write soon.", "P.S. Hello"),
                    List.of("Bye. PS: Write.", "P.S: no")),
            new Case(
                    "detectable_format:number_bullet_lists",
                    "{\"num_bullets\": 2}",
                    List.of("* one\n* two", "- one\n  * two"),
                    List.of("* one", "* one\n* two\n- three", "**one**\n**two**")),
            new Case(
                    "detectable_format:number_highlighted_sections",
                    "{\"num_highlights\": 2}",
                    List.of("*one* and *two*", "**one** and *two*"),
                    List.of("*one*", "** ** **")),
            new Case(
                    "detectable_format:multiple_sections",
                    "{\"section_spliter\": \"Section\", \"num_sections\": 2}",
                    List.of("Section 1\nA\nSection 2\nB", "Section1 Section2"),
                    List.of("Section 1\nA", "SECTION 1\nSECTION 2", "Section one Section two")),
            new Case(
                    "detectable_format:constrained_response",
                    "{}",
                    List.of("My answer is yes.", "I say: My answer is maybe."),
                    List.of("My answer is yes", "Maybe.")),
            new Case(
                    "detectable_format:json_format",
                    "{}",
                    List.of("```json\n{\"a\": [1]}\n```", "[1, 2]", "3"),
                    List.of("Here: {}", "{'a': 1}", "{\"a\": 1,}")),
            new Case(
                    "detectable_format:title",
                    "{}",
                    List.of("<<Song of joy>>\nLa."),
                    List.of("<<>>", "<< >>", "<Song>", "<<Song\n>>")),
            new Case(
                    "combination:two_responses",
                    "{}",
                    List.of("One.\n******\nTwo.", "One.******Two.******"),
                    List.of("One.******One.", "One.", "A******B******C", "A************B")),
            new Case(
                    "combination:repeat_prompt",
                    "{\"prompt_to_repeat\": \"Write a poem.\"}",
                    List.of("WRITE A POEM. Here it is."),
                    List.of("Sure! Write a poem.", "A poem.")),
            new Case(
                    "startend:end_checker",
                    "{\"end_phrase\": \"Any questions?\"}",
                    List.of("That is all. any questions?", "\"Any questions?\"\n"),
                    List.of("Any questions? No.", "Any questions")),
            new Case(
                    "startend:quotation",
                    "{}",
                    List.of("\"All of it.\"\n"),
                    List.of("\"Not all\" of it", "\"", "'All.'")),
            new Case("punctuation:no_comma", "{}", List.of("None; at all"), List.of("One, two")));

    private static Map<String, JsonValue> members(String json) {
        return ((JsonValue.Members) JsonValue.parse(json)).members();
    }

    @Test
    void everyKindHasCases() {
        assertEquals(
                Instructions.names(), CASES.stream().map(Case::name).sorted().toList());
        assertEquals(25, CASES.size());
    }

    @Test
    void whatFollowsIsSeenToFollow() {
        for (Case each : CASES) {
            for (String answer : each.followed) {
                assertTrue(each.instruction().isFollowed(answer), () -> each.name + ": " + answer);
            }
        }
    }

    @Test
    void whatDoesNotFollowIsSeenNotTo() {
        for (Case each : CASES) {
            for (String answer : each.broken) {
                assertFalse(each.instruction().isFollowed(answer), () -> each.name + ": " + answer);
            }
        }
    }

    @Test
    void anIntroductionIsForgivenLooselyOnly() {
        Instruction json = Instructions.of("detectable_format:json_format", Map.of(), LAST_WORD);
        for (String answer : List.of("Here it is:\n{}", "{}\nThat is it.", "**{}**")) {
            assertEquals(new Verdict(List.of(false), List.of(true)), Verdict.of(List.of(json), answer), answer);
        }
        assertEquals(new Verdict(List.of(false), List.of(false)), Verdict.of(List.of(json), "Here: {}"));
    }

    @Test
    void anEmptyAnswerFollowsNothing() {
        Instruction none = Instructions.of("punctuation:no_comma", Map.of(), LAST_WORD);
        assertEquals(new Verdict(List.of(false), List.of(false)), Verdict.of(List.of(none), " \n"));
    }

    @Test
    void whatIsWrongWithAnInstructionIsSaid() {
        assertEquals(
                "'num_words' of length_constraints:number_words is missing, expected a whole number of 0 or more."
                        + " Give the data set as it is published.",
                reason("length_constraints:number_words", "{\"relation\": \"at least\"}"));
        assertTrue(reason("length_constraints:number_words", "{\"num_words\": 3, \"relation\": \"about\"}")
                .contains("is \"about\", expected 'less than' or 'at least'"));
        assertTrue(reason("keywords:spelling", "{}").contains("expected one of change_case:capital_word_frequency"));
    }

    private static String reason(String name, String arguments) {
        return String.valueOf(
                assertThrows(CriaException.class, () -> Instructions.of(name, members(arguments), LAST_WORD))
                        .getMessage());
    }
}
