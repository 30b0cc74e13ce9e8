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

    static String of(Value value) {
        return switch (value) {
            case Value.Whole number -> number.text();
            case Value.Real number -> number.text();
            case Value.Flag(boolean flag) -> Boolean.toString(flag);
            case Value.Text text -> Printable.clean(text.decode(TEXT_BYTES), TEXT_CHARACTERS);
            case Value.Array array -> array(array);
        };
    }

    /** The type for messages, such as {@code a u32}. */
    static String type(Value value) {
        return switch (value) {
            case Value.Whole number -> number.type().text();
            case Value.Real number -> number.type().text();
            case Value.Flag flag -> ValueType.BOOL.text();
            case Value.Text text -> ValueType.STRING.text();
            case Value.Array array -> "an array of " + array.element().lowerCase();
        };
    }

    private static String array(Value.Array array) {
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
