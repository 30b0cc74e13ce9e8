package org.cria.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;

final class BytePairsTest {
    private static String spelled(Tokenizer tokenizer, String text) {
        return spelled(tokenizer, tokenizer.encode(text));
    }

    private static String spelled(Tokenizer tokenizer, int[] tokens) {
        return IntStream.of(tokens).mapToObj(tokenizer.vocabulary()::piece).collect(Collectors.joining("|"));
    }

    @Test
    void everyTextIsSpelledInBytesWhereNothingMerges() {
        BytePairs tokenizer = SmallVocabulary.bytePairs().toBytePairs(PreTokenizer.LLAMA3);
        assertArrayEquals(
                new int[] {'a', ' ', 0xC3, 0xA9, 0xF0, 0x9F, 0xA6, 0x99, 0, '\n'}, tokenizer.encode("a é🦙\0\n"));
        for (String text : List.of("", " ", "a é🦙\0\n", "\u2581\uFFFD\uDBFF\uDFFF", "\r\n\t")) {
            assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
        }
    }

    @Test
    void unpairedSurrogatesBecomeReplacementCharacters() {
        BytePairs tokenizer = SmallVocabulary.bytePairs().toBytePairs(PreTokenizer.LLAMA3);
        assertEquals("\uFFFDa\uFFFD", tokenizer.decode(tokenizer.encode("\uD83Ea\uDD99")));
    }

    @Test
    void theFirstMergeOfTheListGoesFirst() {
        SmallVocabulary pieces = SmallVocabulary.bytePairs().add("ab", "bc");
        assertEquals("a|bc", spelled(pieces.toBytePairs(PreTokenizer.GPT2, "b c", "a b"), "abc"));
        assertEquals("ab|c", spelled(pieces.toBytePairs(PreTokenizer.GPT2, "a b", "b c"), "abc"));
    }

    @Test
    void theLeftmostOfEqualPairsMergesFirst() {
        SmallVocabulary pieces = SmallVocabulary.bytePairs().add("aa");
        assertEquals("aa|aa|a", spelled(pieces.toBytePairs(PreTokenizer.GPT2, "a a"), "aaaaa"));
    }

    @Test
    void mergesStayInsideWords() {
        SmallVocabulary pieces = SmallVocabulary.bytePairs().add("ab", "b1", "\u0120a", "\u0120ab");
        BytePairs tokenizer = pieces.toBytePairs(PreTokenizer.LLAMA3, "b 1", "a b", "\u0120 a", "\u0120 ab");
        assertEquals("ab|1|\u0120ab", spelled(tokenizer, "ab1 ab"));
    }

    @Test
    void llama3TakesAWordThatIsAPieceWithoutMerging() {
        SmallVocabulary pieces = SmallVocabulary.bytePairs().add("abc", "ab");
        assertEquals("abc", spelled(pieces.toBytePairs(PreTokenizer.LLAMA3, "a b"), "abc"));
        assertEquals("ab|c", spelled(pieces.toBytePairs(PreTokenizer.GPT2, "a b"), "abc"));
    }

    @Test
    void whatMergedIntoNoPieceIsSpelledInBytes() {
        SmallVocabulary pieces = SmallVocabulary.bytePairs().add("abc");
        BytePairs tokenizer = pieces.toBytePairs(PreTokenizer.GPT2, "a b", "ab c");
        assertEquals("abc|a|b", spelled(tokenizer, "abcab"));
        assertEquals(
                "\u00C3|\u00A9",
                spelled(SmallVocabulary.bytePairs().toBytePairs(PreTokenizer.GPT2, "\u00C3 \u00A9"), "é"));
    }

    @Test
    void typedControlTokensStayTextAndTemplatesMeanThem() {
        BytePairs tokenizer = SmallVocabulary.bytePairs()
                .add("<|eot_id|>", PieceType.CONTROL, 0)
                .add("pad", PieceType.CONTROL, 0)
                .toBytePairs(PreTokenizer.LLAMA3);
        assertEquals(10, tokenizer.encode("<|eot_id|>").length);
        assertArrayEquals(new int[] {'p', 'a', 'd'}, tokenizer.encode("pad"));
        assertArrayEquals(new int[] {256, 'x', 256, 257}, tokenizer.encodeTemplate("<|eot_id|>x<|eot_id|>pad"));
        assertEquals("x", tokenizer.decode(new int[] {256, 'x', 256, 257}));
    }

    @Test
    void aPieceThatIsKnownToEndTextsIsControlWhateverItsTypeSays() {
        BytePairs tokenizer = SmallVocabulary.bytePairs().add("<|eot_id|>").toBytePairs(PreTokenizer.LLAMA3);
        assertEquals(10, tokenizer.encode("<|eot_id|>").length);
        assertTrue(tokenizer.vocabulary().endsGeneration(256));
    }

    @Test
    void userDefinedPiecesAreTakenFirst() {
        BytePairs tokenizer = SmallVocabulary.bytePairs()
                .add("b c", PieceType.USER_DEFINED, 0)
                .toBytePairs(PreTokenizer.LLAMA3);
        assertArrayEquals(new int[] {'a', 256, 'd'}, tokenizer.encode("ab cd"));
        assertEquals("ab cd", tokenizer.decode(tokenizer.encode("ab cd")));
    }

    @Test
    void mergingEqualsASearchForTheBestPairInEachRound() {
        Random random = new Random(72);
        for (int round = 0; round < 60; round++) {
            SmallVocabulary pieces = SmallVocabulary.bytePairs();
            List<String> symbols = new ArrayList<>(List.of("a", "b", "c"));
            List<String> merges = new ArrayList<>();
            for (int i = 1 + random.nextInt(20); i > 0; i--) {
                String left = symbols.get(random.nextInt(symbols.size()));
                String right = symbols.get(random.nextInt(symbols.size()));
                merges.add(left + " " + right);
                if (!symbols.contains(left + right)) {
                    symbols.add(left + right);
                    pieces.add(left + right);
                }
            }
            BytePairs tokenizer = pieces.toBytePairs(PreTokenizer.GPT2, merges.toArray(String[]::new));
            for (int i = 0; i < 20; i++) {
                String text = random.ints(random.nextInt(40), 0, 3)
                        .mapToObj(c -> "abc".substring(c, c + 1))
                        .collect(Collectors.joining());
                assertEquals(searched(merges, text), spelled(tokenizer, text), () -> text + " with " + merges);
            }
        }
    }

    private static String searched(List<String> merges, String text) {
        List<String> symbols =
                new ArrayList<>(text.chars().mapToObj(Character::toString).toList());
        for (int rank = 0; rank < merges.size(); rank++) {
            for (int i = 0; i + 1 < symbols.size(); i++) {
                if (merges.indexOf(symbols.get(i) + " " + symbols.get(i + 1)) == rank) {
                    symbols.set(i, symbols.get(i) + symbols.remove(i + 1));
                    // What came of it may merge earlier than what is left of this rank.
                    rank = -1;
                    break;
                }
            }
        }
        return String.join("|", symbols);
    }

    @Test
    void aMergeOfOnePieceIsRefused() {
        SmallVocabulary pieces = SmallVocabulary.bytePairs();
        for (String merge : List.of("ab", "a ", " b", "")) {
            CriaException error =
                    assertThrows(CriaException.class, () -> pieces.toBytePairs(PreTokenizer.GPT2, "a b", merge));
            String message = String.valueOf(error.getMessage());
            assertTrue(message.contains("merge 1 is '" + merge + "'"), message);
        }
    }

    @Test
    void aVocabularyThatCannotSpellAsciiIsRefused() {
        SmallVocabulary letters = new SmallVocabulary().add("a", "b");
        CriaException error = assertThrows(CriaException.class, () -> letters.toBytePairs(PreTokenizer.GPT2));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("no piece '\u010A' for byte 10"), message);
    }

    @Test
    void longRunsTakeNoLongerThanTheirLengthAsks() {
        SmallVocabulary pieces = SmallVocabulary.bytePairs().add("aa", "aaaa", "\u0120\u0120");
        BytePairs tokenizer = pieces.toBytePairs(PreTokenizer.LLAMA3, "a a", "aa aa", "\u0120 \u0120");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertEquals(75_000, tokenizer.encode("a".repeat(300_000)).length);
            assertEquals(150_000, tokenizer.encode(" ".repeat(300_000)).length);
            assertEquals(300_000, tokenizer.encode("\n".repeat(300_000)).length);
        });
    }
}
