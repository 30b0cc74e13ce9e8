package org.cria.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces whose part llama.cpp 0.7.0 knows by their spelling: each was put into a file, which llama-completion read. */
final class KnownSpellingTest {
    private static final int FIRST = 259;

    private static SentencePiece with(PieceType type, String... pieces) {
        SmallVocabulary vocabulary = SmallVocabulary.sentencePiece();
        for (String piece : pieces) {
            vocabulary.add(piece, type, -1000);
        }
        return vocabulary.add("\u2581", "a").toSentencePiece();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<|return|>",
                "<|call|>",
                "<|calls|>",
                "<|flush|>",
                "<PAD>",
                "[PAD]",
                "<fim_pad>",
                "<REPO>",
                "<fim-repo>",
                "<reponame>",
                "<|repo_name|>",
                "<turn|>",
                "[e~[",
                "<|ifm|im_end|>",
                "<|plamo:file_separator|>",
                "<eos>",
                "[EOS]",
                "<EOT>",
                "_<EOT>",
                "[EOT]",
                "<|end|>",
                "<end_of_utterance>",
                "<｜end▁of▁sentence｜>"
            })
    void endsTheAnswer(String piece) {
        SentencePiece tokenizer = with(PieceType.CONTROL, piece);
        assertArrayEquals(new int[] {2, FIRST}, tokenizer.vocabulary().endOfGeneration());
        assertEquals(0, tokenizer.bytes(FIRST).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<fim_repo>", "<|plamo:fim_suffix|>", "<|endofturn|>", "<|EOT|>", "<|eot|>"})
    void looksLikeAnEndButIsNone(String piece) {
        assertArrayEquals(
                new int[] {2}, with(PieceType.CONTROL, piece).vocabulary().endOfGeneration());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u2581<PRE>", "\u2581<SUF>", "\u2581<MID>", "<|fim_prefix|>", "<｜fim▁hole｜>", "<|code_middle|>"
            })
    void aMarkOfAnInfillTaskIsStructureWhateverTheFileSays(String piece) {
        for (PieceType stated : new PieceType[] {PieceType.NORMAL, PieceType.USER_DEFINED}) {
            SentencePiece tokenizer = with(stated, piece);
            assertEquals(PieceType.CONTROL, tokenizer.vocabulary().type(FIRST));
            assertEquals(0, tokenizer.bytes(FIRST).length);
            assertFalse(contains(tokenizer.encode(piece.replace('\u2581', ' ')), FIRST));
            assertFalse(contains(tokenizer.encode(piece), FIRST));
            assertTrue(contains(tokenizer.encodeTemplate(piece), FIRST));
        }
    }

    private static boolean contains(int[] tokens, int token) {
        for (int each : tokens) {
            if (each == token) {
                return true;
            }
        }
        return false;
    }

    @Test
    void betweenThePartsOfAReplyAnEndIsAMark() {
        SentencePiece tokenizer = with(PieceType.CONTROL, "<|return|>", "<|call|>", "<|end|>", "<|channel|>");
        assertArrayEquals(
                new int[] {2, FIRST, FIRST + 1}, tokenizer.vocabulary().endOfGeneration());
        assertEquals(PieceType.USER_DEFINED, tokenizer.vocabulary().type(FIRST + 2));
        assertEquals(PieceType.USER_DEFINED, tokenizer.vocabulary().type(FIRST + 3));
    }

    @Test
    void whereToolsRespondTheEndOfTextOfHtmlIsText() {
        SentencePiece tokenizer = with(PieceType.CONTROL, "<|tool_response>");
        assertArrayEquals(new int[] {FIRST}, tokenizer.vocabulary().endOfGeneration());
        assertEquals(PieceType.NORMAL, tokenizer.vocabulary().type(2));
    }
}
