package org.cria.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenizersTest {
    private static final String KEY = "tokenizer.ggml.";

    @TempDir
    private Path folder;

    private Tokenizer read(GgufWriter writer) throws IOException {
        try (Gguf file = Gguf.open(writer.write(folder.resolve("small.gguf")))) {
            return Tokenizers.from(file.metadata());
        }
    }

    private void assertRefused(GgufWriter writer, String... parts) {
        String message = String.valueOf(
                assertThrows(CriaException.class, () -> read(writer)).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private static GgufWriter sentencePiece(int types, int scores) {
        SmallVocabulary pieces = SmallVocabulary.sentencePiece().add("\u2581", "a");
        List<Integer> numbers = new ArrayList<>(List.of(2, 3, 3));
        numbers.addAll(Collections.nCopies(256, 6));
        numbers.addAll(List.of(1, 1, 1, 1));
        return new GgufWriter()
                .string(KEY + "model", "llama")
                .array(KEY + "tokens", GgufType.STRING, pieces.pieces())
                .array(KEY + "scores", GgufType.F32, Collections.nCopies(scores, -1f))
                .array(KEY + "token_type", GgufType.I32, numbers.subList(0, types));
    }

    private static GgufWriter bytePairs(String pre) {
        return bytePairsWithoutPre().string(KEY + "pre", pre);
    }

    private static GgufWriter bytePairsWithoutPre() {
        SmallVocabulary pieces = SmallVocabulary.bytePairs().add("ab", "<|begin|>", "<|im_end|>");
        return new GgufWriter()
                .string(KEY + "model", "gpt2")
                .array(KEY + "tokens", GgufType.STRING, pieces.pieces())
                .array(KEY + "merges", GgufType.STRING, List.of("a b"));
    }

    @Test
    void aLlama2FileThatSaysLittleGetsLlama2sDefaults() throws IOException {
        Tokenizer tokenizer = assertInstanceOf(SentencePiece.class, read(sentencePiece(261, 261)));
        assertEquals(OptionalInt.of(1), tokenizer.vocabulary().bos());
        assertEquals(OptionalInt.of(2), tokenizer.vocabulary().eos());
        assertEquals(OptionalInt.of(0), tokenizer.vocabulary().unknown());
        assertArrayEquals(new int[] {1, 259, 260}, tokenizer.prompt("a"));
    }

    @Test
    void flagsAndIdsOfTheFileCountMoreThanDefaults() throws IOException {
        Tokenizer tokenizer = read(sentencePiece(261, 261)
                .bool(KEY + "add_bos_token", false)
                .bool(KEY + "add_eos_token", true)
                .bool(KEY + "add_space_prefix", false)
                .u32(KEY + "eot_token_id", 260)
                .u32(KEY + "eos_token_id", 1));
        assertArrayEquals(new int[] {260, 1}, tokenizer.prompt("a"));
        assertTrue(tokenizer.vocabulary().addEos());
        assertEquals(OptionalInt.of(260), tokenizer.vocabulary().eot());
        assertArrayEquals(new int[] {1, 2, 260}, tokenizer.vocabulary().endOfGeneration());
        assertFalse(tokenizer.vocabulary().endsGeneration(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-bpe", "llama3", "llama-v3"})
    void aLlama3FileIsByteLevelBpe(String pre) throws IOException {
        Tokenizer tokenizer =
                assertInstanceOf(BytePairs.class, read(bytePairs(pre).u32(KEY + "bos_token_id", 257)));
        assertArrayEquals(new int[] {257, 256, '1'}, tokenizer.prompt("ab1"));
        assertArrayEquals(new int[] {258}, tokenizer.vocabulary().endOfGeneration());
    }

    @Test
    void otherWaysToCutWordsDoNotAddABeginOfText() throws IOException {
        for (String pre : List.of("gpt-2", "smollm", "qwen2")) {
            Tokenizer tokenizer = read(bytePairs(pre).u32(KEY + "bos_token_id", 257));
            assertArrayEquals(new int[] {256}, tokenizer.prompt("ab"));
        }
    }

    @Test
    void anIdThatIsWrittenAsNoneCountsAsMissing() throws IOException {
        Tokenizer tokenizer =
                read(bytePairs("gpt-2").u32(KEY + "bos_token_id", 0xFFFF_FFFFL).i32(KEY + "eos_token_id", -1));
        assertEquals(OptionalInt.empty(), tokenizer.vocabulary().bos());
        assertEquals(OptionalInt.empty(), tokenizer.vocabulary().eos());
    }

    @Test
    void otherKindsOfTokenizerAreRefusedByName() {
        assertRefused(new GgufWriter().string(KEY + "model", "bert"), "'bert'", "llama, gpt2");
        assertRefused(new GgufWriter(), "tokenizer.ggml.model is missing", "llama, gpt2");
    }

    @Test
    void otherWaysToCutWordsAreRefusedByName() {
        assertRefused(bytePairs("bloom"), "tokenizer.ggml.pre is 'bloom'", "llama-bpe", "gpt-2", "smollm", "qwen2");
        assertRefused(bytePairs("bloom"), "which this build of Cria lacks");
    }

    /** A converter that runs again writes the same name, so that is no advice. */
    @Test
    void theAdviceForAnotherWayToCutWordsIsOneThatHelps() {
        assertRefused(bytePairs("bloom"), "Use a model with one of these.");
        assertRefused(new GgufWriter().string(KEY + "model", "bert"), "Use a model with one of these tokenizers.");
    }

    @Test
    void aFileThatNamesNoWayToCutWordsGetsLlamaCppsDefault() throws IOException {
        int[] tokens = {256, ' ', '1', '$', 'a'};
        assertArrayEquals(tokens, read(bytePairsWithoutPre()).prompt("ab 1$a"));
        assertArrayEquals(tokens, read(bytePairs("default")).prompt("ab 1$a"));
    }

    @Test
    void anEndOfTextThatIsWantedButMissingIsRefused() {
        assertRefused(bytePairs("gpt-2").bool(KEY + "add_eos_token", true), "add_eos_token", "eos_token_id");
    }

    @Test
    void theTokensOfAnInfillTaskThatAFileNamesEndTheGeneration() throws IOException {
        Tokenizer tokenizer = read(sentencePiece(261, 261)
                .u32(KEY + "fim_pad_token_id", 259)
                .u32(KEY + "fim_rep_token_id", 260)
                .u32(KEY + "fim_sep_token_id", 1));
        assertArrayEquals(new int[] {1, 2, 259, 260}, tokenizer.vocabulary().endOfGeneration());
    }

    @Test
    void differentPiecesThatAreNotUtf8AreDifferentPieces() throws IOException {
        List<Object> pieces = new ArrayList<>(SmallVocabulary.sentencePiece().pieces());
        pieces.addAll(List.of(bytes(0xFF, 0xFE), bytes(0xFE, 0xFF), "a\uFFFD", "\u2581", "a"));
        Tokenizer tokenizer =
                read(new GgufWriter().string(KEY + "model", "llama").array(KEY + "tokens", GgufType.STRING, pieces));
        assertArrayEquals(bytes(0xFF, 0xFE), tokenizer.bytes(259));
        assertArrayEquals(bytes(0xFE, 0xFF), tokenizer.bytes(260));
        assertEquals("a\uFFFD", tokenizer.vocabulary().piece(261));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void missingListsAreRefused() {
        assertRefused(new GgufWriter().string(KEY + "model", "llama"), "tokenizer.ggml.tokens is missing");
        assertRefused(
                new GgufWriter()
                        .string(KEY + "model", "gpt2")
                        .string(KEY + "pre", "gpt-2")
                        .array(
                                KEY + "tokens",
                                GgufType.STRING,
                                SmallVocabulary.bytePairs().pieces()),
                "tokenizer.ggml.merges is missing");
    }

    @Test
    void listsOfDifferentLengthsAreRefused() {
        assertRefused(sentencePiece(260, 261), "tokenizer.ggml.token_type has 260 values, expected 261");
        assertRefused(sentencePiece(261, 262), "tokenizer.ggml.scores has 262 values, expected 261");
    }

    @Test
    void idsBeyondTheVocabularyAreRefused() {
        assertRefused(
                sentencePiece(261, 261).u32(KEY + "eos_token_id", 261),
                "tokenizer.ggml.eos_token_id is 261, expected 0 to 260");
    }

    @Test
    void aPieceThatOccursTwiceIsRefused() {
        List<String> pieces = new ArrayList<>(SmallVocabulary.bytePairs().pieces());
        pieces.add("a");
        assertRefused(
                new GgufWriter()
                        .string(KEY + "model", "gpt2")
                        .string(KEY + "pre", "gpt-2")
                        .array(KEY + "tokens", GgufType.STRING, pieces)
                        .array(KEY + "merges", GgufType.STRING, List.of("a b")),
                "piece 'a' occurs twice, as 97 and as 256");
    }

    @Test
    void aBeginOfTextThatIsWantedButMissingIsRefused() {
        assertRefused(bytePairs("llama-bpe"), "tokenizer.ggml.add_bos_token", "bos_token_id");
    }

    @Test
    void unknownTypesOfPiecesAreRefused() {
        List<Integer> types = new ArrayList<>(Collections.nCopies(259, 1));
        types.set(7, 9);
        assertRefused(
                bytePairs("gpt-2").array(KEY + "token_type", GgufType.I32, types), "found type 9, expected 0 to 6");
    }
}
