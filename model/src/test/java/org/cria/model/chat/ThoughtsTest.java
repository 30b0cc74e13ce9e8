package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.model.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ThoughtsTest {
    private static final Optional<Thinking> MARKS = Thinking.in("{{ '<think>' }}{{ '</think>' }}");

    /** Thoughts in brackets, from pieces of so many characters. */
    private static String told(Thoughts thoughts, String answer, int size) {
        StringBuilder told = new StringBuilder();
        for (int i = 0; i < answer.length(); i += size) {
            append(told, thoughts.feed(5, answer.substring(i, Math.min(i + size, answer.length()))));
        }
        append(told, thoughts.finish(""));
        return told.toString().replace("][", "");
    }

    private static void append(StringBuilder told, List<Thoughts.Part> parts) {
        told.append(parts.stream()
                .map(part -> part.thought() ? "[" + part.text() + "]" : part.text())
                .collect(Collectors.joining()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "<think>hm</think>yes, [hm]yes",
                "<think> hm < b </think>  yes, [hm < b ]yes",
                "yes <think>no</think>, yes <think>no</think>",
                "<think>never ends, [never ends]",
                "<think></think>yes, yes",
                "<thin, <thin",
                "a < b, a < b"
            })
    void thoughtsAreToldFromWhatIsSaidHoweverTheyCome(String answer, String expected) {
        for (int size = 1; size < 12; size++) {
            Thoughts thoughts = new Thoughts(MARKS, Vocabularies.small().vocabulary(), false);
            assertEquals(expected, told(thoughts, answer, size), "pieces of " + size);
        }
    }

    @Test
    void aPromptMayBeginTheThought() {
        Thoughts thoughts = new Thoughts(MARKS, Vocabularies.small().vocabulary(), true);
        assertEquals("[hm]yes", told(thoughts, "hm</think>\n\nyes", 3));
    }

    @Test
    void withoutMarksNothingIsAThought() {
        Thoughts thoughts = new Thoughts(Optional.empty(), Vocabularies.small().vocabulary(), false);
        assertEquals("<think>hm</think>", told(thoughts, "<think>hm</think>", 2));
    }

    @Test
    void marksMayBeControlTokensThatPrintNothing() {
        Tokenizer tokenizer = Vocabularies.small("<think>", "</think>");
        Thoughts thoughts = new Thoughts(MARKS, tokenizer.vocabulary(), false);
        StringBuilder told = new StringBuilder();
        int begin = tokenizer.vocabulary().id("<think>").orElseThrow();
        int end = tokenizer.vocabulary().id("</think>").orElseThrow();
        append(told, thoughts.feed(begin, ""));
        append(told, thoughts.feed(5, "hm"));
        append(told, thoughts.feed(end, ""));
        append(told, thoughts.feed(5, "yes"));
        append(told, thoughts.feed(begin, ""));
        append(told, thoughts.feed(5, " no"));
        assertEquals("[hm]yes no", told.toString());
    }
}
