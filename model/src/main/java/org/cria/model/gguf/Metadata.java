package org.cria.model.gguf;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key-value pairs of a GGUF file; in a split file, those of the first shard.
 *
 * <p>A key that is missing or of another type is a {@link GgufException} that names the key. Strings and arrays are decoded on
 * each call, from the mapping: keep what is needed more than once, and ask before the {@link Gguf} is closed.
 */
public final class Metadata {
    private final String place;
    private final Map<String, StoredValue> values;

    /** @param place the file's name, for messages */
    Metadata(String place, Map<String, StoredValue> values) {
        this.place = place;
        this.values = Collections.unmodifiableMap(values);
    }

    public boolean contains(String key) {
        return values.containsKey(key);
    }

    /** Whether the key is there with an array. */
    public boolean isArray(String key) {
        return values.get(key) instanceof StoredValue.Array;
    }

    /** All keys, in file order. */
    public Set<String> keys() {
        return values.keySet();
    }

    /** A string; bytes that are not UTF-8 read as U+FFFD. */
    public String string(String key) {
        return text(key, present(key));
    }

    public String string(String key, String fallback) {
        StoredValue value = values.get(key);
        return value == null ? fallback : text(key, value);
    }

    /** A whole number of any stored type that fits an {@code int}. */
    public int integer(String key) {
        return whole(key, present(key));
    }

    public int integer(String key, int fallback) {
        StoredValue value = values.get(key);
        return value == null ? fallback : whole(key, value);
    }

    /** A number of any stored type, rounded to {@code float}. */
    public float number(String key) {
        return real(key, present(key));
    }

    public float number(String key, float fallback) {
        StoredValue value = values.get(key);
        return value == null ? fallback : real(key, value);
    }

    public boolean flag(String key, boolean fallback) {
        return switch (values.get(key)) {
            case null -> fallback;
            case StoredValue.Bool(boolean flag) -> flag;
            case StoredValue other -> throw wrongType(key, other, "a bool");
        };
    }

    /** An array of strings, if the key is there. */
    public Optional<List<String>> strings(String key) {
        return array(key, "an array of strings", ValueType.STRING).map(array -> Elements.strings(array, array.count()));
    }

    /**
     * An array of strings in which bytes that are not UTF-8 are kept: each is a lone surrogate, U+DC80 to U+DCFF, whose low
     * byte it is. So two strings are equal only if their bytes are.
     */
    public Optional<List<String>> spellings(String key) {
        return array(key, "an array of strings", ValueType.STRING).map(Elements::spellings);
    }

    /** An array of numbers of any stored type, rounded to {@code float}, if the key is there. */
    public Optional<float[]> floats(String key) {
        return array(key, "an array of numbers", ValueType.F32).map(Elements::floats);
    }

    /** An array of whole numbers of any stored type that fit {@code int}, if the key is there. */
    public Optional<int[]> integers(String key) {
        return array(key, "an array of whole numbers", ValueType.I32).map(array -> {
            int[] numbers = new int[array.count()];
            for (int i = 0; i < numbers.length; i++) {
                long bits = StoredValue.whole(array.element(), array.elements(), (long) i * array.element().bytes);
                numbers[i] = fitting(
                        new StoredValue.Integral(array.element(), bits), "element " + i + " of metadata key ", key);
            }
            return numbers;
        });
    }

    /** The value on one short line, for people: long strings and arrays are cut. */
    public String describe(String key) {
        return Description.of(present(key));
    }

    /** The whole value, but of an array at most the first {@code elements}: never more than a reader can take. */
    public PlainValue plain(String key, int elements) {
        return PlainValue.of(present(key), elements);
    }

    /** All pairs, in file order. */
    Map<String, StoredValue> values() {
        return values;
    }

    private Optional<StoredValue.Array> array(String key, String expected, ValueType wanted) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case StoredValue.Array array when suits(array.element(), wanted) -> Optional.of(array);
            case StoredValue other -> throw wrongType(key, other, expected);
        };
    }

    private static boolean suits(ValueType element, ValueType wanted) {
        return switch (wanted) {
            case F32 -> element.isNumber();
            case I32 -> element.isWhole();
            default -> element == wanted;
        };
    }

    private String text(String key, StoredValue value) {
        if (value instanceof StoredValue.Utf8 text) {
            return text.decode();
        }
        throw wrongType(key, value, "a string");
    }

    private int whole(String key, StoredValue value) {
        if (value instanceof StoredValue.Integral number) {
            return fitting(number, "metadata key ", key);
        }
        throw wrongType(key, value, "a whole number");
    }

    private int fitting(StoredValue.Integral number, String what, String key) {
        if (!number.fitsInt()) {
            throw new GgufException(
                    place,
                    what + Printable.name(key) + " is " + number.text(),
                    Integer.MIN_VALUE + " to " + Integer.MAX_VALUE,
                    GgufException.DAMAGED);
        }
        return (int) number.bits();
    }

    private float real(String key, StoredValue value) {
        return switch (value) {
            case StoredValue.Floating number -> (float) number.number();
            case StoredValue.Integral number -> (float) number.number();
            default -> throw wrongType(key, value, "a number");
        };
    }

    private StoredValue present(String key) {
        @Nullable StoredValue value = values.get(key);
        if (value == null) {
            throw new GgufException(
                    place,
                    "metadata key '" + key + "' is missing",
                    "it in a model's file",
                    "Use a complete model file, or convert the model again.");
        }
        return value;
    }

    private GgufException wrongType(String key, StoredValue value, String expected) {
        return new GgufException(
                place,
                "metadata key " + Printable.name(key) + " is " + Description.type(value),
                expected,
                "Convert the model again with a current converter.");
    }
}
