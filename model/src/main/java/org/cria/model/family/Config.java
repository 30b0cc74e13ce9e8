package org.cria.model.family;

import java.util.Collections;
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
 * @param feedForward for each layer, the width inside the feed-forward part, or inside an expert
 * @param heads for each layer, query heads
 * @param kvHeads for each layer, key and value heads, a divisor of heads
 * @param headDims values in a head
 * @param vocabulary tokens
 * @param experts of each layer's feed-forward part; empty where there is one such part
 */
public record Config(
        String architecture,
        String name,
        int contextLength,
        int embedding,
        List<Integer> feedForward,
        List<Integer> heads,
        List<Integer> kvHeads,
        int headDims,
        int vocabulary,
        Optional<Experts> experts) {
    /**
     * Feed-forward parts of which a few compute a token.
     *
     * @param count how many there are
     * @param used how many of them compute a token
     */
    public record Experts(int count, int used) {}

    public Config {
        feedForward = List.copyOf(feedForward);
        heads = List.copyOf(heads);
        kvHeads = List.copyOf(kvHeads);
    }

    public int layers() {
        return heads.size();
    }

    public int feedForward(int layer) {
        return feedForward.get(layer);
    }

    public int heads(int layer) {
        return heads.get(layer);
    }

    public int kvHeads(int layer) {
        return kvHeads.get(layer);
    }

    /**
     * Reads the numbers of a file.
     *
     * @throws org.cria.model.gguf.GgufException when one is missing or does not fit the others
     */
    static Config read(Gguf gguf, Keys keys, boolean mayHaveExperts) {
        int embedding = keys.count("embedding_length");
        int layers = keys.count("block_count");
        List<Integer> heads = keys.counts("attention.head_count", layers);
        List<Integer> kvHeads =
                keys.has("attention.head_count_kv") ? keys.counts("attention.head_count_kv", layers) : heads;
        checkHeads(keys, heads, kvHeads);
        Optional<Experts> experts = mayHaveExperts ? experts(keys) : Optional.empty();
        Config config = new Config(
                keys.architecture(),
                gguf.metadata().string("general.name", keys.place()),
                keys.count("context_length"),
                embedding,
                keys.counts(
                        experts.isPresent() && keys.has("expert_feed_forward_length")
                                ? "expert_feed_forward_length"
                                : "feed_forward_length",
                        layers),
                heads,
                kvHeads,
                headDims(keys, embedding, heads.getFirst()),
                vocabulary(gguf, keys),
                experts);
        config.check(keys);
        return config;
    }

    private static int headDims(Keys keys, int embedding, int heads) {
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
        return headDims;
    }

    private static Optional<Experts> experts(Keys keys) {
        if (keys.number("expert_count", 0) == 0) {
            return Optional.empty();
        }
        Experts experts = new Experts(keys.count("expert_count"), keys.count("expert_used_count"));
        if (experts.used() > experts.count()) {
            throw keys.wrong(
                    "expert_used_count " + experts.used() + " with expert_count " + experts.count(),
                    "at most as many",
                    "The file is damaged; download it again.");
        }
        return Optional.of(experts);
    }

    private static void checkHeads(Keys keys, List<Integer> heads, List<Integer> kvHeads) {
        for (int layer = 0; layer < heads.size(); layer++) {
            if (heads.get(layer) % kvHeads.get(layer) != 0) {
                throw keys.wrong(
                        "attention.head_count " + heads.get(layer) + " with attention.head_count_kv "
                                + kvHeads.get(layer),
                        "a multiple of it",
                        "The file is damaged; download it again.");
            }
        }
    }

    private void check(Keys keys) {
        for (int layer = 0; layer < layers(); layer++) {
            if ((long) heads(layer) * headDims > Keys.LARGEST) {
                throw keys.wrong(
                        "attention.head_count " + heads(layer) + " with attention.key_length " + headDims,
                        "at most " + Keys.LARGEST + " values together",
                        "The file is damaged; download it again.");
            }
        }
    }

    private static int vocabulary(Gguf gguf, Keys keys) {
        Optional<Integer> pieces =
                gguf.metadata().strings("tokenizer.ggml.tokens").map(List::size);
        return pieces.filter(n -> n > 0).orElseGet(() -> keys.count("vocab_size"));
    }

    /** For people: the numbers on one line. */
    public String summary() {
        return name + " (" + architecture + ", " + layers() + " layers of " + embedding + ", " + range(heads)
                + " heads over " + range(kvHeads)
                + experts.map(e -> ", " + e.used() + " of " + e.count() + " experts")
                        .orElse("") + ", vocabulary "
                + vocabulary + ", context " + contextLength + ")";
    }

    private static String range(List<Integer> counts) {
        int least = Collections.min(counts);
        int most = Collections.max(counts);
        return least == most ? String.valueOf(least) : least + " to " + most;
    }
}
