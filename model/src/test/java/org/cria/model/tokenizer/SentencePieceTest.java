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

final class SentencePieceTest {
    private static final Roles UNKNOWN_ONLY =
            new Roles(Roles.NONE, Roles.NONE, Roles.NONE, Roles.NONE, 0, false, false, true);

    private static SmallVocabulary letters() {
        return SmallVocabulary.sentencePiece().add("\u2581", "a", "b", "c");
    }

    /** The spellings of a text's tokens, joined by |. */
    private static String spelled(Tokenizer tokenizer, int[] tokens) {
        return IntStream.of(tokens).mapToObj(tokenizer.vocabulary()::piece).collect(Collectors.joining("|"));
    }

    private static String spelled(Tokenizer tokenizer, String text) {
        return spelled(tokenizer, tokenizer.encode(text));
    }

    @Test
    void theHighestScoreMergesFirst() {
        assertEquals("▁|a|bc", spelled(letters().add("bc", "ab").toSentencePiece(), "abc"));
        assertEquals("▁|ab|c", spelled(letters().add("ab", "bc").toSentencePiece(), "abc"));
    }

    @Test
    void ofEqualScoresTheLeftmostMergesFirst() {
        assertEquals("▁|aa|aa|a", spelled(letters().add("aa").toSentencePiece(), "aaaaa"));
        SmallVocabulary equal = letters().add("ab", PieceType.NORMAL, -1).add("bc", PieceType.NORMAL, -1);
        assertEquals("▁|ab|c", spelled(equal.toSentencePiece(), "abc"));
    }

    @Test
    void mergesBuildOnMerges() {
        SentencePiece tokenizer =
                letters().add("ab", "\u2581ab", "abab", "\u2581abab").toSentencePiece();
        assertEquals("▁abab|c|▁ab", spelled(tokenizer, "ababc ab"));
    }

    @Test
    void aSpaceIsPutBeforeTheTextAndTakenOffAgain() {
        SentencePiece tokenizer = letters().add("\u2581a").toSentencePiece();
        assertEquals("▁a", spelled(tokenizer, "a"));
        assertEquals("▁|▁a", spelled(tokenizer, " a"));
        for (String text : List.of("", "a", " a", "  ", "a ", " b a")) {
            assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
        }
    }

    @Test
    void afterABeginOfTextTheSpaceStays() {
        SentencePiece tokenizer = letters().add("\u2581a").toSentencePiece();
        assertArrayEquals(new int[] {1, 263}, tokenizer.prompt("a"));
        assertEquals(" a", tokenizer.decode(tokenizer.prompt("a")));
    }

    @Test
    void textThatGoesOnGetsNoSpace() {
        SentencePiece tokenizer = letters().add("\u2581a").toSentencePiece();
        assertEquals("a", spelled(tokenizer, tokenizer.encode(List.of(Passage.typed("a")), true)));
    }

    @Test
    void whatHasNoPieceIsSpelledInBytes() {
        SentencePiece tokenizer = letters().toSentencePiece();
        assertEquals("▁|a|<0xC3>|<0xA9>|<0xF0>|<0x9F>|<0xA6>|<0x99>|<0x00>|<0x0A>", spelled(tokenizer, "aé🦙\0\n"));
        assertEquals("aé🦙\0\n", tokenizer.decode(tokenizer.encode("aé🦙\0\n")));
    }

    @Test
    void unpairedSurrogatesBecomeReplacementCharacters() {
        SentencePiece tokenizer = letters().toSentencePiece();
        assertEquals("\uFFFDa\uFFFD\uFFFD🦙", tokenizer.decode(tokenizer.encode("\uD83Ea\uDD99\uD83E\uD83E\uDD99")));
    }

    @Test
    void withoutBytePiecesACharacterBecomesUnknown() {
        SmallVocabulary pieces =
                new SmallVocabulary().add("<unk>", PieceType.UNKNOWN, 0).add("\u2581", "a");
        SentencePiece tokenizer = new SentencePiece(pieces.build(UNKNOWN_ONLY));
        assertArrayEquals(new int[] {1, 0, 2, 0}, tokenizer.encode("🦙aé"));
        assertEquals("a", tokenizer.decode(tokenizer.encode("🦙aé")));
    }

    @Test
    void aHalfSetOfBytePiecesIsRefused() {
        SmallVocabulary half =
                new SmallVocabulary().add("<unk>", PieceType.UNKNOWN, 0).add("<0x00>", PieceType.BYTE, 0);
        Vocabulary vocabulary = half.build(UNKNOWN_ONLY);
        CriaException error = assertThrows(CriaException.class, () -> new SentencePiece(vocabulary));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("found 1 of the byte pieces"), message);
    }

    @Test
    void aBytePieceThatSpellsNoByteIsRefused() {
        SmallVocabulary odd = letters().add("<0xZZ>", PieceType.BYTE, 0);
        CriaException error = assertThrows(CriaException.class, odd::toSentencePiece);
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("byte piece 263 is '<0xZZ>'"), message);
    }

    @Test
    void typedControlTokensStayText() {
        SentencePiece tokenizer =
                letters().add("<", "/", "s", ">", "</", "s>", "<s").toSentencePiece();
        for (int token : tokenizer.encode("<s></s><unk><0x0A>")) {
            assertTrue(token > 2, () -> "token " + token);
        }
        assertEquals("<s></s><unk><0x0A>", tokenizer.decode(tokenizer.encode("<s></s><unk><0x0A>")));
    }

    @Test
    void controlTokensOfATemplateAreTokensAndASpaceFollowsEach() {
        SentencePiece tokenizer = letters().toSentencePiece();
        assertEquals("<s>|▁|a|</s>|▁|b", spelled(tokenizer, tokenizer.encodeTemplate("<s>a</s>b")));
        assertEquals("▁|▁|a|<s>|▁|▁|b", spelled(tokenizer, tokenizer.encodeTemplate(" a<s> b")));
    }

    @Test
    void controlTokensPrintNothing() {
        SentencePiece tokenizer = letters().add("spare", PieceType.UNUSED, 0).toSentencePiece();
        for (int token : new int[] {0, 1, 2, tokenizer.vocabulary().size() - 1}) {
            assertEquals(0, tokenizer.bytes(token).length);
        }
    }

    @Test
    void userDefinedPiecesAreTakenFirstAndLongestFirst() {
        SentencePiece tokenizer = letters()
                .add("ab", "\u2581a")
                .add("bc", PieceType.USER_DEFINED, 0)
                .add("abca", PieceType.USER_DEFINED, 0)
                .toSentencePiece();
        // The space is due again after a whole token, as after a control token.
        assertEquals("▁a|bc|▁|b", spelled(tokenizer, "abcb"));
        assertEquals("abca|bc", spelled(tokenizer, "abcabc"));
    }

    @Test
    void mergingEqualsASearchForTheBestPairInEachRound() {
        Random random = new Random(71);
        for (int round = 0; round < 60; round++) {
            SmallVocabulary pieces = letters();
            for (int i = random.nextInt(25); i >= 0; i--) {
                String piece = randomText(random, 2 + random.nextInt(4)).replace(' ', '\u2581');
                if (!pieces.pieces().contains(piece)) {
                    pieces.add(piece, PieceType.NORMAL, -random.nextInt(8));
                }
            }
            SentencePiece tokenizer = pieces.toSentencePiece();
            for (int i = 0; i < 20; i++) {
                String text = randomText(random, random.nextInt(40));
                assertEquals(searched(tokenizer.vocabulary(), text), spelled(tokenizer, text), text);
                assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
            }
        }
    }

    private static String randomText(Random random, int length) {
        return random.ints(length, 0, 4)
                .mapToObj(i -> "abc ".substring(i, i + 1))
                .collect(Collectors.joining());
    }

    private static String searched(Vocabulary vocabulary, String text) {
        if (text.isEmpty()) {
            return "";
        }
        List<String> symbols = new ArrayList<>((" " + text)
                .replace(' ', '\u2581')
                .chars()
                .mapToObj(Character::toString)
                .toList());
        while (true) {
            int best = -1;
            float bestScore = Float.NEGATIVE_INFINITY;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                int id = vocabulary.id(symbols.get(i) + symbols.get(i + 1)).orElse(-1);
                if (id >= 0 && vocabulary.score(id) > bestScore) {
                    best = i;
                    bestScore = vocabulary.score(id);
                }
            }
            if (best < 0) {
                return String.join("|", symbols);
            }
            symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
        }
    }

    @Test
    void longRunsTakeNoLongerThanTheirLengthAsks() {
        SentencePiece tokenizer = letters()
                .add("aa", "aaaa", "aaaaaaaa", "\u2581\u2581", "\u2581\u2581\u2581\u2581")
                .toSentencePiece();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertEquals(1 + 37_500, tokenizer.encode("a".repeat(300_000)).length);
            assertEquals(75_001, tokenizer.encode(" ".repeat(300_000)).length);
            assertEquals(300_001, tokenizer.encode("\n".repeat(300_000)).length);
        });
    }
}
