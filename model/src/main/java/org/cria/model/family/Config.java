package org.cria.model.family;

import java.util.List;
import java.util.Optional;
import org.cria.model.gguf.Gguf;

/**
 * The numbers of a model.
 *
 * @param architecture {@code general.architecture}
 * @param name {@code general.name}, or the file's name
 * @param contextLength positions that the model can tell apart
 * @param embedding width of the residual stream
 * @param feedForward width inside the feed-forward part
 * @param layers how many
 * @param heads query heads
 * @param kvHeads key and value heads, a divisor of heads
 * @param headDims values in a head
 * @param vocabulary tokens
 */
public record Config(
        String architecture,
        String name,
        int contextLength,
        int embedding,
        int feedForward,
        int layers,
        int heads,
        int kvHeads,
        int headDims,
        int vocabulary) {
    /**
     * Reads the numbers of a file.
     *
     * @throws org.cria.model.gguf.GgufException when one is missing or does not fit the others
     */
    static Config read(Gguf gguf, Keys keys) {
        int embedding = keys.count("embedding_length");
        int heads = keys.count("attention.head_count");
        int kvHeads = keys.count("attention.head_count_kv", heads);
        if (heads % kvHeads != 0) {
            throw keys.wrong(
                    "attention.head_count " + heads + " with attention.head_count_kv " + kvHeads,
                    "a multiple of it",
                    "The file is damaged; download it again.");
        }
        if (!keys.has("attention.key_length") && embedding % heads != 0) {
            throw keys.wrong(
                    "embedding_length " + embedding + " with attention.head_count " + heads,
                    "a multiple of it",
                    "The file is damaged; download it again.");
        }
        int headDims = keys.count("attention.key_length", Math.max(1, embedding / heads));
        if (keys.count("attention.value_length", headDims) != headDims) {
            throw keys.unsupported(
                    "attention.value_length " + keys.count("attention.value_length"), "key_length " + headDims);
        }
        if ((long) heads * headDims > Keys.LARGEST) {
            throw keys.wrong(
                    "attention.head_count " + heads + " with attention.key_length " + headDims,
                    "at most " + Keys.LARGEST + " values together",
                    "The file is damaged; download it again.");
        }
        int context = keys.count("context_length");
        // Attention here sees the whole context: within the window of a sliding-window model that is the same.
        int window = keys.number("attention.sliding_window", 0) > 0 ? keys.count("attention.sliding_window") : context;
        return new Config(
                keys.architecture(),
                gguf.metadata().string("general.name", keys.place()),
                Math.min(context, window),
                embedding,
                keys.count("feed_forward_length"),
                keys.count("block_count"),
                heads,
                kvHeads,
                headDims,
                vocabulary(gguf, keys));
    }

    private static int vocabulary(Gguf gguf, Keys keys) {
        Optional<Integer> pieces =
                gguf.metadata().strings("tokenizer.ggml.tokens").map(List::size);
        return pieces.filter(n -> n > 0).orElseGet(() -> keys.count("vocab_size"));
    }

    /** For people: the numbers on one line. */
    public String summary() {
        return name + " (" + architecture + ", " + layers + " layers of " + embedding + ", " + heads + " heads over "
                + kvHeads + ", vocabulary " + vocabulary + ", context " + contextLength + ")";
    }
}
