package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.model.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

final class AnswerTextTest {
    private static final Tokenizer BYTES = Vocabularies.small();
    private static final int END = 2;
    private static final int FIRST_BYTE = 3;

    private static AnswerText text(String... stops) {
        return new AnswerText(BYTES, List.of(stops), false);
    }

    private static String feed(AnswerText text, String said) {
        StringBuilder shown = new StringBuilder();
        for (int token : tokens(said)) {
            shown.append(text.feed(token, false));
        }
        return shown.toString();
    }

    /** A token for each byte: no space is put before it. */
    private static int[] tokens(String said) {
        byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length)
                .map(i -> FIRST_BYTE + Byte.toUnsignedInt(bytes[i]))
                .toArray();
    }

    @Test
    void anEmojiThatIsSplitOverTokensAppearsWhole() {
        int[] tokens = tokens("a🦙字 👩‍🌾.");
        AnswerText text = text();
        StringBuilder shown = new StringBuilder();
        for (int token : tokens) {
            String fresh = text.feed(token, false);
            assertTrue(fresh.indexOf('\uFFFD') < 0, "half a character was shown");
            assertTrue(
                    fresh.isEmpty() || !Character.isHighSurrogate(fresh.charAt(fresh.length() - 1)),
                    "half a character was shown");
            shown.append(fresh);
        }
        assertEquals("a🦙字 👩‍🌾.", shown + text.finish());
    }

    @Test
    void theSpaceBeforeAnAnswerIsNotSaidAndThoseWithinAre() {
        assertEquals("a  b", feed(text(), " \n a  b"));
        assertEquals(" b", feed(new AnswerText(BYTES, List.of(), true), " b"), "where something was said before");
    }

    @Test
    void theTokenThatEndsAnAnswerHasNoText() {
        AnswerText text = text();
        assertEquals("a", feed(text, "a"));
        assertEquals("", text.feed(END, false));
        assertEquals("", text.finish());
    }

    @Test
    void aStopStringEndsItAndTakesItsTokensWithIt() {
        AnswerText text = text("bc", "x");
        assertEquals("a🦙", feed(text, "a🦙b"));
        assertFalse(text.isStopped());
        assertEquals("", feed(text, "c"));
        assertTrue(text.isStopped());
        assertEquals(tokens("a🦙").length, text.tokensSaid());
    }

    @Test
    void whatOnlyBeganAStopStringIsSaidInTheEnd() {
        AnswerText text = text("bcd");
        assertEquals("a", feed(text, "abc"));
        assertEquals("bc", text.finish());
        assertFalse(text.isStopped());
    }

    @Test
    void anAnswerThatIsAStopStringHasNoTokens() {
        AnswerText text = text("ab");
        assertEquals("", feed(text, "ab"));
        assertTrue(text.isStopped());
        assertEquals(0, text.tokensSaid());
    }
}
