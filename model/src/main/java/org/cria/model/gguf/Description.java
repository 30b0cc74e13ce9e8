package org.cria.model.gguf;

import java.util.ArrayList;
import java.util.List;

/** Metadata values as people read them. */
final class Description {
    private static final int TEXT_CHARACTERS = 72;
    private static final int TEXT_BYTES = 4 * TEXT_CHARACTERS + 4;
    private static final int ARRAY_ELEMENTS = 6;
    private static final int ELEMENT_CHARACTERS = 24;

    private Description() {}

    static String of(StoredValue value) {
        return switch (value) {
            case StoredValue.Integral number -> number.text();
            case StoredValue.Floating number -> number.text();
            case StoredValue.Bool(boolean flag) -> Boolean.toString(flag);
            case StoredValue.Utf8 text -> Printable.clean(text.decode(TEXT_BYTES), TEXT_CHARACTERS);
            case StoredValue.Array array -> array(array);
        };
    }

    /** The type for messages, such as {@code a u32}. */
    static String type(StoredValue value) {
        return switch (value) {
            case StoredValue.Integral number -> number.type().text();
            case StoredValue.Floating number -> number.type().text();
            case StoredValue.Bool flag -> ValueType.BOOL.text();
            case StoredValue.Utf8 text -> ValueType.STRING.text();
            case StoredValue.Array array -> "an array of " + array.element().lowerCase();
        };
    }

    private static String array(StoredValue.Array array) {
        String head = array.count() + " × " + array.element().lowerCase();
        int shown = Math.min(ARRAY_ELEMENTS, array.count());
        if (array.element() == ValueType.ARRAY || shown == 0) {
            return head;
        }
        List<String> parts = new ArrayList<>();
        if (array.element() == ValueType.STRING) {
            for (String text : Elements.strings(array, shown)) {
                parts.add("\"" + Printable.clean(text, ELEMENT_CHARACTERS) + "\"");
            }
        } else {
            for (int i = 0; i < shown; i++) {
                parts.add(of(Elements.element(array, i)));
            }
        }
        if (shown < array.count()) {
            parts.add("…");
        }
        return head + " [" + String.join(", ", parts) + "]";
    }
}
