package org.cria.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cria.model.SharedFolder;
import org.cria.model.gguf.Gguf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Real vocabularies, compared with what llama.cpp makes of the same texts. */
final class ReferenceTest {
    private static final String LLAMA_2 = "vocab/ggml-vocab-llama-spm.gguf";
    private static final String LLAMA_3 = "vocab/ggml-vocab-llama-bpe.gguf";
    private static final String STORIES = "models/stories260K.gguf";

    private static Tokenizer open(String name) {
        try (Gguf file = Gguf.open(SharedFolder.file(name))) {
            return Tokenizers.from(file.metadata());
        }
    }

    @Test
    void llama2sVectorsAreReproducedInBothDirections() throws IOException {
        Tokenizer tokenizer = open(LLAMA_2);
        String[] inputs = Files.readString(SharedFolder.file(LLAMA_2 + ".inp")).split("\n__ggml_vocab_test__\n", -1);
        List<String> outputs = Files.readAllLines(SharedFolder.file(LLAMA_2 + ".out"));
        assertTrue(inputs.length > 40);
        for (int i = 0; i < outputs.size(); i++) {
            List<Integer> expected = GoldenText.numbers(outputs.get(i));
            assertEquals(expected, boxed(tokenizer.encode(inputs[i])), inputs[i]);
            assertEquals(inputs[i], tokenizer.decode(unboxed(expected)));
        }
    }

    @Test
    void mixedTextsBecomeLlama2sTokens() throws IOException {
        assertGolden(open(LLAMA_2), "/tokenizer/llama-spm.txt");
    }

    @Test
    void mixedTextsBecomeLlama3sTokens() throws IOException {
        assertGolden(open(LLAMA_3), "/tokenizer/llama-bpe.txt");
    }

    private static void assertGolden(Tokenizer tokenizer, String resource) throws IOException {
        List<GoldenText> lines = GoldenText.read(resource);
        assertTrue(lines.size() > 400);
        assertAll(lines.stream().map(line -> check(tokenizer, line)));
    }

    private static Executable check(Tokenizer tokenizer, GoldenText line) {
        return () -> {
            int[] tokens = line.trusted() ? tokenizer.encodeTemplate(line.text()) : tokenizer.encode(line.text());
            assertEquals(line.tokens(), boxed(tokens), line.text());
            // SentencePiece writes spaces as U+2581, so that it cannot be told from a space any more.
            boolean exact = !line.trusted()
                    && !(tokenizer instanceof SentencePiece && line.text().contains("\u2581"));
            if (exact) {
                assertEquals(line.text(), tokenizer.decode(tokens));
            }
            TextStream stream = tokenizer.stream();
            StringBuilder streamed = new StringBuilder();
            for (int token : tokens) {
                streamed.append(stream.feed(token));
            }
            assertEquals(
                    tokenizer.decode(tokens), streamed.append(stream.finish()).toString());
        };
    }

    @Test
    void theStoriesPromptsAndContinuationsAreReproduced() throws IOException {
        Tokenizer tokenizer = open(STORIES);
        String golden = Files.readString(SharedFolder.file("golden/stories260K.json"));
        List<String> prompts = strings(golden, "prompt");
        List<int[]> promptTokens = arrays(golden, "prompt_tokens");
        List<String> replies = strings(golden, "greedy_text");
        List<int[]> replyTokens = arrays(golden, "greedy_tokens");
        assertEquals(4, prompts.size());
        for (int i = 0; i < prompts.size(); i++) {
            assertArrayEquals(promptTokens.get(i), tokenizer.prompt(prompts.get(i)), prompts.get(i));
            TextStream stream = tokenizer.continuation();
            StringBuilder reply = new StringBuilder();
            for (int token : replyTokens.get(i)) {
                reply.append(stream.feed(token));
            }
            assertEquals(replies.get(i), reply.append(stream.finish()).toString());
        }
    }

    @Test
    void theRolesOfLlama3sTokensAreKnown() {
        Vocabulary vocabulary = open(LLAMA_3).vocabulary();
        assertEquals(128_256, vocabulary.size());
        assertEquals(OptionalInt.of(128_000), vocabulary.bos());
        assertEquals(OptionalInt.of(128_001), vocabulary.eos());
        assertTrue(vocabulary.addBos());
        assertFalse(vocabulary.addSpacePrefix());
        assertArrayEquals(new int[] {128_001, 128_009}, vocabulary.endOfGeneration());
        assertEquals(PieceType.CONTROL, vocabulary.type(128_009));
        assertEquals(OptionalInt.of(128_009), vocabulary.id("<|eot_id|>"));
    }

    @Test
    void theRolesOfLlama2sTokensAreKnown() {
        Vocabulary vocabulary = open(LLAMA_2).vocabulary();
        assertEquals(32_000, vocabulary.size());
        assertEquals(OptionalInt.of(1), vocabulary.bos());
        assertEquals(OptionalInt.of(2), vocabulary.eos());
        assertEquals(OptionalInt.of(0), vocabulary.unknown());
        assertEquals(OptionalInt.empty(), vocabulary.eot());
        assertTrue(vocabulary.addBos());
        assertFalse(vocabulary.addEos());
        assertTrue(vocabulary.addSpacePrefix());
        assertArrayEquals(new int[] {2}, vocabulary.endOfGeneration());
    }

    private static List<String> strings(String json, String key) {
        Matcher matcher =
                Pattern.compile("\"" + key + "\": \"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
        return matcher.results().map(match -> match.group(1).translateEscapes()).toList();
    }

    private static List<int[]> arrays(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\": \\[([^]]*)]").matcher(json);
        return matcher.results()
                .map(match -> Stream.of(match.group(1).split(","))
                        .mapToInt(number -> Integer.parseInt(number.trim()))
                        .toArray())
                .toList();
    }

    private static List<Integer> boxed(int[] tokens) {
        return Arrays.stream(tokens).boxed().toList();
    }

    private static int[] unboxed(List<Integer> tokens) {
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }
}
