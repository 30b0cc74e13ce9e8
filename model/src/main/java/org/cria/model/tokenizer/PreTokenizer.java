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
    LLAMA3(
            List.of(
                    "llama-bpe",
                    "llama3",
                    "llama-v3",
                    "falcon3",
                    "falcon-h1",
                    "pixtral",
                    "midm-2.0",
                    "lfm2",
                    "jina-v5-nano"),
            true,
            true) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).modern(3);
        }
    },
    /** The same, but every word is merged. */
    DBRX(List.of("dbrx", "smaug-bpe", "chatglm-bpe", "glm4"), false, false) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).modern(3);
        }
    },
    /** The same with {@code \p{N}}: each digit is a word. */
    QWEN2(
            List.of("qwen2", "deepseek-r1-qwen", "stablelm2", "hunyuan", "solar-open", "megrez", "kormo", "f2llmv2"),
            false,
            false) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).modern(1);
        }
    },
    /** <pre>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</pre> */
    GPT2(
            List.of(
                    "gpt-2",
                    "phi-2",
                    "jina-es",
                    "jina-de",
                    "jina-v2-es",
                    "jina-v2-de",
                    "gigachat",
                    "a.x-4.0",
                    "mellum",
                    "modern-bert",
                    "mpt",
                    "olmo",
                    "jais",
                    "trillion",
                    "granite-docling",
                    "exaone4"),
            false,
            false) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).classic(false);
        }
    },
    /** {@code \p{N}} first, so that each digit is a word, then GPT-2's expression on what lies between. */
    SMOLLM(
            List.of("smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2"),
            false,
            false) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).classic(true);
        }
    },
    /**
     * Words end where small letters are followed by capitals:
     * <pre>[^\r\n\p{L}\p{N}]?U*W+|[^\r\n\p{L}\p{N}]?U+W*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+</pre>
     * with {@code U} for letters but {@code a-z} and {@code W} for letters but {@code A-Z}.
     */
    TEKKEN(List.of("tekken"), true, true) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).cased(1, false);
        }
    },
    /** The same with {@code \p{N}{1,3}}, and with {@link #LLAMA3}'s contractions behind words. */
    GPT4O(List.of("gpt-4o", "llama4"), false, false) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).cased(3, true);
        }
    },
    /** One kind of words after the other, see {@link DeepSeekWords}. */
    DEEPSEEK(List.of("deepseek-llm"), false, false) {
        @Override
        int[] wordEnds(int[] text) {
            return new DeepSeekWords(text).ends();
        }
    },
    /**
     * What llama.cpp does where a file names no way, one expression after the other on what the last one left:
     * <pre>[\p{P}\$\+<=>\^~\|]+</pre>, GPT-2's, <pre>\p{N}+</pre> and <pre>[0-9][0-9][0-9]</pre>
     */
    UNNAMED(List.of("default", ""), false, false) {
        @Override
        int[] wordEnds(int[] text) {
            return new Words(text).unnamed();
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
     * The way that a file names; {@link #UNNAMED} where it names none.
     *
     * @throws CriaException if it names one that this build does not know
     */
    static PreTokenizer from(Metadata metadata) {
        String name = metadata.string(KEY, "");
        return Arrays.stream(values())
                .filter(way -> way.names.contains(name))
                .findFirst()
                .orElseThrow(() -> new CriaException(KEY + " is '" + name + "', which this build of Cria lacks; it has "
                        + supported() + ". Use a model with one of these."));
    }

    private static String supported() {
        return Arrays.stream(values())
                .flatMap(way -> way.names.stream())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(", "));
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
