package org.cria.model.family;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.gguf.Metadata;
import org.cria.model.gguf.PlainValue;

/** A family's metadata keys, which start with the architecture's name, read with the bounds that arithmetic needs. */
final class Keys {
    /** Larger than any model's widths, and safe to multiply twice in a long. */
    static final int LARGEST = 1 << 24;

    private static final String PIECES = "tokenizer.ggml.tokens";

    private final String place;
    private final String architecture;
    private final Metadata metadata;
    private final Set<String> asked = new TreeSet<>();

    Keys(Gguf gguf, String architecture) {
        this.place = gguf.place();
        this.architecture = architecture;
        this.metadata = gguf.metadata();
    }

    String place() {
        return place;
    }

    String architecture() {
        return architecture;
    }

    /** The names of all keys that were asked for, without the architecture, sorted. */
    Set<String> asked() {
        return Collections.unmodifiableSet(asked);
    }

    private String key(String name) {
        asked.add(name);
        return architecture + "." + name;
    }

    boolean has(String name) {
        return metadata.contains(key(name));
    }

    /** A width or count: from 1 to 2²⁴. */
    int count(String name) {
        return checked(name, uniform(name).orElseGet(() -> metadata.integer(key(name))));
    }

    int count(String name, int fallback) {
        return checked(name, uniform(name).orElseGet(() -> metadata.integer(key(name), fallback)));
    }

    /** A width or count of each layer: from one number for all, or from an array of them. */
    List<Integer> counts(String name, int layers) {
        Optional<int[]> each = layers(name);
        if (each.isEmpty()) {
            return Collections.nCopies(layers, count(name));
        }
        if (each.get().length < layers) {
            throw wrong(
                    name + " has " + each.get().length + " numbers",
                    "one for each of " + layers + " layers",
                    "The file is damaged; download it again.");
        }
        return Arrays.stream(each.get())
                .limit(layers)
                .map(count -> checked(name, count))
                .boxed()
                .toList();
    }

    /** The number in an array of one for each layer; empty where the key holds no array. */
    private Optional<Integer> uniform(String name) {
        Optional<int[]> layers = layers(name);
        if (layers.isPresent() && Arrays.stream(layers.get()).distinct().count() != 1) {
            throw unsupported(name + " differs between layers", "the same number for every layer");
        }
        return layers.map(numbers -> numbers[0]);
    }

    private Optional<int[]> layers(String name) {
        return has(name) && metadata.plain(key(name), 0) instanceof PlainValue.Items
                ? metadata.integers(key(name))
                : Optional.empty();
    }

    private int checked(String name, int value) {
        if (value < 1 || value > LARGEST) {
            throw wrong(name + " " + value, "1 to " + LARGEST, "The file is damaged; download it again.");
        }
        return value;
    }

    /** A number above 0 that must be there. */
    float positive(String name) {
        metadata.number(key(name));
        return positive(name, 1);
    }

    float positive(String name, float fallback) {
        float value = metadata.number(key(name), fallback);
        if (!(value > 0) || Float.isInfinite(value)) {
            throw wrong(name + " " + value, "a number above 0", "The file is damaged; download it again.");
        }
        return value;
    }

    /**
     * Which layers are local: {@code attention.sliding_window_pattern} says so for each, or after how many a global one comes.
     *
     * @param period where the file does not tell
     */
    IntPredicate localLayers(int period) {
        String name = "attention.sliding_window_pattern";
        if (has(name) && metadata.plain(key(name), LARGEST) instanceof PlainValue.Items each) {
            List<PlainValue> flags = each.first();
            return layer -> layer < flags.size() && isTrue(flags.get(layer));
        }
        int stored = count(name, period);
        return layer -> layer % stored < stored - 1;
    }

    private static boolean isTrue(PlainValue value) {
        return value.equals(new PlainValue.Flag(true))
                || (value instanceof PlainValue.Whole(BigInteger number) && number.signum() != 0);
    }

    /** {@code attention.sliding_window}, 0 where there is none. */
    int window() {
        return number("attention.sliding_window", 0) > 0 ? count("attention.sliding_window") : 0;
    }

    float number(String name, float fallback) {
        return metadata.number(key(name), fallback);
    }

    String string(String name, String fallback) {
        return metadata.string(key(name), fallback);
    }

    boolean flag(String name, boolean fallback) {
        return metadata.flag(key(name), fallback);
    }

    /** A number that may not be there. */
    Optional<Integer> find(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        return Optional.of(layers(name)
                .map(numbers -> numbers.length == 0 ? 0 : numbers[0])
                .orElseGet(() -> metadata.integer(key(name))));
    }

    /** How many pieces the vocabulary has; 0 where the file does not say. */
    int pieces() {
        return metadata.contains(PIECES) && metadata.plain(PIECES, 0) instanceof PlainValue.Items pieces
                ? pieces.count()
                : find("vocab_size").orElse(0);
    }

    /** The file asks for something that this family cannot compute. */
    GgufException unsupported(String what, String instead) {
        return wrong(what, instead, "This model is not supported; choose another, or ask for support.");
    }

    GgufException wrong(String found, String expected, String nextStep) {
        return new GgufException(place, architecture + "." + found, expected, nextStep);
    }
}
