package org.cria.model.family;

import java.util.Arrays;
import java.util.Optional;
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

    private String key(String name) {
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

    float positive(String name, float fallback) {
        float value = metadata.number(key(name), fallback);
        if (!(value > 0) || Float.isInfinite(value)) {
            throw wrong(name + " " + value, "a number above 0", "The file is damaged; download it again.");
        }
        return value;
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
