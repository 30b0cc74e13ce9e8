package org.cria.model.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Metadata;

/**
 * How byte-level BPE cuts a text into words; merges stay inside them. A file names its way in {@code tokenizer.ggml.pre}. The
 * regular expressions are given with each; they are matched by hand, since backtracking over a megabyte of spaces is slow.
 */
enum PreTokenizer {
    /**
     * <pre>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</pre>
     * A word that is a piece is taken as it is, without merging.
     */
    LLAMA3(List.of("llama-bpe", "llama3", "llama-v3"), true, true) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).modern(3);
        }
    },
    /** The same with {@code \p{N}}: each digit is a word. */
    QWEN2(List.of("qwen2", "deepseek-r1-qwen"), false, false) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).modern(1);
        }
    },
    /** <pre>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</pre> */
    GPT2(List.of("gpt-2"), false, false) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).classic(false);
        }
    },
    /** {@code \p{N}} first, so that each digit is a word, then GPT-2's expression on what lies between. */
    SMOLLM(List.of("smollm"), false, false) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).classic(true);
        }
    };

    private static final String KEY = "tokenizer.ggml.pre";

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> names;

    private final boolean takesWholeWords;
    private final boolean addsBos;

    PreTokenizer(List<String> names, boolean takesWholeWords, boolean addsBos) {
        this.names = names;
        this.takesWholeWords = takesWholeWords;
        this.addsBos = addsBos;
    }

    /**
     * The way that a file names.
     *
     * @throws CriaException if it names none, or one that this build does not know
     */
    static PreTokenizer from(Metadata metadata) {
        String name = metadata.string(KEY, "");
        return Arrays.stream(values())
                .filter(way -> way.names.contains(name))
                .findFirst()
                .orElseThrow(
                        () -> new CriaException(
                                KEY + (name.isEmpty() ? " is missing" : " is '" + name + "'") + ", supported are "
                                        + supported()
                                        + ". Use a model with one of these, or convert the model again with a current converter."));
    }

    private static String supported() {
        return Arrays.stream(values()).flatMap(way -> way.names.stream()).collect(Collectors.joining(", "));
    }

    /** Whether a word that is a piece becomes its token at once, even if merges would make something else. */
    boolean takesWholeWords() {
        return takesWholeWords;
    }

    /** Whether prompts start with the token for the begin of a text where the file does not say. */
    boolean addsBos() {
        return addsBos;
    }

    /**
     * Cuts a text into words.
     *
     * @param text [characters] code points
     * @return [words] where each word ends, ascending; the last one is the text's length
     */
    abstract int[] wordEnds(int[] text);
}
