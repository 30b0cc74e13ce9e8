package org.cria.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Text to tokens and back, as llama.cpp does it for the same file. Immutable and safe for use by several threads.
 *
 * <p>Unpaired surrogates in a text count as U+FFFD.
 */
public sealed interface Tokenizer permits SentencePiece, BytePairs {
    /** The pieces behind the token ids. */
    Vocabulary vocabulary();

    /**
     * The tokens of a text that consists of {@code passages}: they are read as one text, so a merge may cross their borders.
     * No token for the begin of the text is added.
     *
     * @param continuesText whether the passages go on with text that was tokenised before. If not, they start a text or
     *     follow a control token; SentencePiece puts a space before the words then, and after each control token inside
     */
    int[] encode(List<Passage> passages, boolean continuesText);

    /** The tokens of a text as a user typed it, at its start or after a control token: never control tokens. */
    default int[] encode(String text) {
        return encode(List.of(Passage.typed(text)), false);
    }

    /** The tokens of a text in which spellings of control tokens, such as {@code <|eot_id|>}, mean these tokens. */
    default int[] encodeTemplate(String text) {
        return encode(List.of(Passage.template(text)), false);
    }

    /** What a model gets that is to go on with a text as typed: {@link #framed} tokens. */
    default int[] prompt(String text) {
        return framed(encode(text));
    }

    /** Tokens with what the file asks for around a text: the token for its begin, the one for its end, both or none. */
    default int[] framed(int[] tokens) {
        IntStream begin = vocabulary().addBos() ? vocabulary().bos().stream() : IntStream.empty();
        IntStream end = vocabulary().addEos() ? vocabulary().eos().stream() : IntStream.empty();
        return IntStream.concat(begin, IntStream.concat(Arrays.stream(tokens), end))
                .toArray();
    }

    /**
     * What a token prints, which may be part of a UTF-8 character; a leading space is part of it. Tokens that are not text
     * print nothing.
     */
    byte[] bytes(int token);

    /**
     * The text of tokens from its start. If spaces are put before texts, one is taken off the first token; after a token for
     * the begin of a text it stays (as {@code llama-detokenize} has it). Bytes that are not UTF-8 become U+FFFD.
     */
    default String decode(int[] tokens) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < tokens.length; i++) {
            byte[] bytes = bytes(tokens[i]);
            int skipped = i == 0 && vocabulary().addSpacePrefix() && bytes.length > 0 && bytes[0] == ' ' ? 1 : 0;
            text.write(bytes, skipped, bytes.length - skipped);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The text of tokens as they come, from the start of a text: in the end the same as {@link #decode}. */
    default TextStream stream() {
        return new TextStream(this, vocabulary().addSpacePrefix());
    }

    /** The text of tokens as they come after a prompt: a leading space is text and stays. */
    default TextStream continuation() {
        return new TextStream(this, false);
    }
}
