package org.cria.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class TextStreamTest {
    private static final int BYTES = 3;

    private static SentencePiece tokenizer() {
        return SmallVocabulary.sentencePiece().add("\u2581", "a", "\u2581a").toSentencePiece();
    }

    private static int token(int b) {
        return BYTES + b;
    }

    @Test
    void aCharacterAppearsWithItsLastByte() {
        TextStream stream = tokenizer().stream();
        assertEquals("", stream.feed(token(0xF0)));
        assertEquals("", stream.feed(token(0x9F)));
        assertEquals("", stream.feed(token(0xA6)));
        assertEquals("🦙", stream.feed(token(0x99)));
        assertEquals("", stream.finish());
    }

    @Test
    void whatStaysIncompleteBecomesAReplacementCharacter() {
        TextStream stream = tokenizer().stream();
        assertEquals("", stream.feed(token(0xE6)));
        assertEquals("", stream.feed(token(0x88)));
        assertEquals("\uFFFD", stream.finish());
        assertEquals("a", stream.feed(token('a')));
    }

    @Test
    void aBrokenCharacterDoesNotHoldBackWhatFollows() {
        TextStream stream = tokenizer().stream();
        assertEquals("", stream.feed(token(0xE6)));
        assertEquals("\uFFFDa", stream.feed(token('a')));
        assertEquals("\uFFFD", stream.feed(token(0x80)));
    }

    @Test
    void aTextsFirstSpaceIsDroppedAndAContinuationsIsKept() {
        SentencePiece tokenizer = tokenizer();
        int word = tokenizer.vocabulary().id("\u2581a").orElseThrow();
        TextStream text = tokenizer.stream();
        assertEquals("a a", text.feed(word) + text.feed(word));
        TextStream continuation = tokenizer.continuation();
        assertEquals(" a a", continuation.feed(word) + continuation.feed(word));
    }

    @Test
    void controlTokensPrintNothingAndCountAsFirst() {
        SentencePiece tokenizer = tokenizer();
        int word = tokenizer.vocabulary().id("\u2581a").orElseThrow();
        TextStream stream = tokenizer.stream();
        assertEquals("", stream.feed(1));
        assertEquals(" a", stream.feed(word));
        assertEquals(" a", tokenizer.decode(new int[] {1, word}));
    }

    @Test
    void anyTokensGiveWhatDecodingThemAtOnceGives() {
        SentencePiece tokenizer = tokenizer();
        Random random = new Random(74);
        int[] interesting = {
            'a', ' ', 0x80, 0xBF, 0xC3, 0xA9, 0xE2, 0x81, 0xED, 0xA0, 0xF0, 0x9F, 0xA6, 0x99, 0xF4, 0xFF
        };
        for (int round = 0; round < 3_000; round++) {
            int[] tokens = random.ints(random.nextInt(12), 0, 100)
                    .map(i -> i < 80 ? token(interesting[i % interesting.length]) : i - 80)
                    .toArray();
            TextStream stream = tokenizer.stream();
            StringBuilder text = new StringBuilder();
            for (int token : tokens) {
                text.append(stream.feed(token));
            }
            assertEquals(tokenizer.decode(tokens), text.append(stream.finish()).toString());
        }
    }
}
