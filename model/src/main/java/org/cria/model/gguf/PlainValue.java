package org.cria.model.gguf;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A metadata value as it can be written elsewhere, for instance as JSON; of an array only its beginning. */
public sealed interface PlainValue {
    /** A whole number of any type, u64 included. */
    record Whole(BigInteger number) implements PlainValue {}

    /** A number; an f32 is the double with the same shortest spelling. */
    record Real(double number) implements PlainValue {}

    record Flag(boolean flag) implements PlainValue {}

    record Text(String text) implements PlainValue {}

    /**
     * An array.
     *
     * @param type of the elements, such as {@code string} or {@code i32}
     * @param count how many there are
     * @param first the first of them; none of nested arrays
     */
    record Items(String type, int count, List<PlainValue> first) implements PlainValue {
        public Items {
            first = List.copyOf(first);
        }
    }

    /**
     * A stored value as plain data.
     *
     * @param elements the most of an array's elements
     */
    static PlainValue of(StoredValue value, int elements) {
        return switch (value) {
            case StoredValue.Integral whole -> new Whole(new BigInteger(whole.text()));
            case StoredValue.Floating real -> new Real(Double.parseDouble(real.text()));
            case StoredValue.Bool(boolean flag) -> new Flag(flag);
            case StoredValue.Utf8 text -> new Text(text.decode());
            case StoredValue.Array array -> items(array, Math.min(elements, array.count()));
        };
    }

    private static Items items(StoredValue.Array array, int shown) {
        List<PlainValue> first = new ArrayList<>();
        if (array.element() == ValueType.STRING) {
            Elements.strings(array, shown).forEach(text -> first.add(new Text(text)));
        } else if (array.element() != ValueType.ARRAY) {
            for (int i = 0; i < shown; i++) {
                first.add(of(Elements.element(array, i), 0));
            }
        }
        return new Items(array.element().lowerCase(), array.count(), first);
    }
}
