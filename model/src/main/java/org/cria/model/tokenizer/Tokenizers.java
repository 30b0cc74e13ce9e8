package org.cria.model.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Metadata;

/** Makes the tokenizer that a model file asks for. */
public final class Tokenizers {
    private static final String MODEL = "tokenizer.ggml.model";
    private static final String MERGES = "tokenizer.ggml.merges";

    private Tokenizers() {}

    /** The kinds of tokenizer, by their names in {@code tokenizer.ggml.model}. */
    enum Algorithm {
        SENTENCE_PIECE("llama"),
        BYTE_PAIRS("gpt2");

        private final String key;

        Algorithm(String key) {
            this.key = key;
        }
    }

    /**
     * The tokenizer of a model file.
     *
     * @throws CriaException if the file's kind of tokenizer is not supported, or its vocabulary is damaged
     */
    public static Tokenizer from(Metadata metadata) {
        return switch (model(metadata)) {
            case SENTENCE_PIECE -> new SentencePiece(Vocabulary.from(metadata));
            case BYTE_PAIRS -> new BytePairs(Vocabulary.from(metadata), merges(metadata), PreTokenizer.from(metadata));
        };
    }

    static Algorithm model(Metadata metadata) {
        String key = metadata.string(MODEL, "");
        return Arrays.stream(Algorithm.values())
                .filter(model -> model.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new CriaException(MODEL + (key.isEmpty() ? " is missing" : " is '" + key + "'")
                        + ", supported are "
                        + Arrays.stream(Algorithm.values())
                                .map(model -> model.key)
                                .collect(Collectors.joining(", "))
                        + ". Use a model with one of these tokenizers."));
    }

    private static List<String> merges(Metadata metadata) {
        return metadata.strings(MERGES)
                .orElseThrow(() -> new CriaException(MERGES + " is missing, but " + MODEL + " '"
                        + Algorithm.BYTE_PAIRS.key + "' needs it. Convert the model again with its tokenizer."));
    }
}
