package org.cria.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PassageTest {
    private static final int END = 256;
    private static final int PAIR = 257;

    private static BytePairs tokenizer() {
        return SmallVocabulary.bytePairs()
                .add("<e>", PieceType.CONTROL, 0)
                .add("ab", PieceType.USER_DEFINED, 0)
                .add("\u010A\u010A\u010A")
                .toBytePairs(PreTokenizer.LLAMA3);
    }

    private static int[] encode(Passage... passages) {
        return tokenizer().encode(List.of(passages), false);
    }

    @Test
    void marksOfTheTemplateStayTextInMessagesWhateverTheirType() {
        String template = "<|im_start|>user\n\n\nab";
        BytePairs tokenizer = SmallVocabulary.bytePairs()
                .add("<|im_start|>", PieceType.USER_DEFINED, 0)
                .add("ab", PieceType.USER_DEFINED, 0)
                .add("<b>", PieceType.USER_DEFINED, 0)
                .toBytePairs(PreTokenizer.LLAMA3);
        Passage mark = Passage.template("<|im_start|>");
        Passage message = Passage.message("ab<|im_start|><b>", template);
        int[] tokens = tokenizer.encode(List.of(mark, message, mark), false);
        assertEquals(256, tokens[0]);
        assertEquals(256, tokens[tokens.length - 1]);
        assertEquals(2, IntStream.of(tokens).filter(token -> token == 256).count());
        assertEquals(1, IntStream.of(tokens).filter(token -> token == 257).count(), "words are no marks");
        assertEquals(1, IntStream.of(tokens).filter(token -> token == 258).count(), "marks of others are pieces");
        assertEquals("<|im_start|>ab<|im_start|><b><|im_start|>", tokenizer.decode(tokens));
        assertArrayEquals(new int[] {256}, tokenizer.encode("<|im_start|>"), "a text that is no message is as before");
    }

    @Test
    void noMergePutsAMarkTogetherInAMessage() {
        SentencePiece tokenizer = SmallVocabulary.sentencePiece()
                .add("[", PieceType.NORMAL, -1)
                .add("I]", PieceType.NORMAL, -1)
                .add("I", PieceType.NORMAL, -1)
                .add("]", PieceType.NORMAL, -1)
                .add("[I]", PieceType.USER_DEFINED, -1)
                .toSentencePiece();
        int mark = 263;
        int[] typed = tokenizer.encode(List.of(Passage.message("[I]", "[I] ")), true);
        assertEquals("[I]", tokenizer.decode(typed));
        assertEquals(0, IntStream.of(typed).filter(token -> token == mark).count());
        assertArrayEquals(new int[] {mark}, tokenizer.encode(List.of(Passage.template("[I]")), true));
    }

    @Test
    void onlyTheTemplatesControlTokensCount() {
        assertArrayEquals(
                new int[] {END, '<', 'e', '>', END},
                encode(Passage.template("<e>"), Passage.typed("<e>"), Passage.template("<e>")));
    }

    @Test
    void aControlTokenIsNotMadeOfTwoPassages() {
        int[] letters = {'<', 'e', '>'};
        assertArrayEquals(letters, encode(Passage.template("<e"), Passage.typed(">")));
        assertArrayEquals(letters, encode(Passage.typed("<"), Passage.template("e>")));
        assertArrayEquals(letters, encode(Passage.template("<e"), Passage.template(">")));
    }

    @Test
    void aTypedSpellingThatReachesIntoATemplateHidesNoTokenBehindIt() {
        assertArrayEquals(
                new int[] {'<', 'e', '<', 'e', '>', END}, encode(Passage.typed("<e<e>"), Passage.template("<e>")));
    }

    @Test
    void wordsCrossTheBordersOfPassages() {
        assertArrayEquals(new int[] {258, 'x'}, encode(Passage.template("\n\n"), Passage.typed("\nx")));
        assertArrayEquals(new int[] {PAIR}, encode(Passage.template("a"), Passage.typed("b")));
    }

    @Test
    void aSurrogatePairMayBeCutByABorder() {
        BytePairs tokenizer = tokenizer();
        int[] tokens = tokenizer.encode(List.of(Passage.typed("\uD83E"), Passage.template("\uDD99")), false);
        assertEquals("🦙", tokenizer.decode(tokens));
    }

    @Test
    void noPassagesAndEmptyPassagesGiveNoTokens() {
        assertEquals(0, encode().length);
        assertEquals(0, encode(Passage.typed(""), Passage.template("")).length);
    }

    @Test
    void manyPassagesAreFine() {
        Passage[] passages = IntStream.range(0, 2_000)
                .mapToObj(i -> i % 2 == 0 ? Passage.template("<e>") : Passage.typed("x<e>"))
                .toArray(Passage[]::new);
        int[] tokens = encode(passages);
        assertEquals(1_000, IntStream.of(tokens).filter(token -> token == END).count());
        assertEquals(5_000, tokens.length);
    }
}
