package org.cria.model.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value in JSON. Equal values are equal to JSON schemas too: 1 is 1.0, and the order of an object's members is of no account.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public sealed interface JsonValue {
    /** {@code null}. */
    record Null() implements JsonValue {
        @Override
        public String toString() {
            return "null";
        }
    }

    /** {@code true} or {@code false}. */
    record Truth(boolean value) implements JsonValue {
        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /**
     * A number.
     *
     * @param text as it was written
     */
    record Numeric(BigDecimal value, String text) implements JsonValue {
        /** Whether it has no fraction: 1.0 has none. */
        public boolean isWhole() {
            return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Numeric number && value.compareTo(number.value) == 0;
        }

        @Override
        public int hashCode() {
            return value.stripTrailingZeros().hashCode();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A string. */
    record Text(String value) implements JsonValue {
        @Override
        public String toString() {
            return quoted(value);
        }
    }

    /** An array. */
    record Array(List<JsonValue> items) implements JsonValue {
        public Array {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            List<String> texts = new ArrayList<>();
            items.forEach(item -> texts.add(item.toString()));
            return "[" + String.join(", ", texts) + "]";
        }
    }

    /** An object, with its members in their order. */
    record Members(Map<String, JsonValue> members) implements JsonValue {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        @Override
        public String toString() {
            List<String> texts = new ArrayList<>();
            members.forEach((name, value) -> texts.add(quoted(name) + ": " + value));
            return "{" + String.join(", ", texts) + "}";
        }
    }

    /** A string as JSON writes it, with the fewest escapes. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escape = "\"\\\b\f\n\r\t".indexOf(c);
            if (escape >= 0) {
                quoted.append('\\').append("\"\\bfnrt".charAt(escape));
            } else if (c < 0x20 || isAlone(text, i)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Half of a character has no bytes in UTF-8. */
    private static boolean isAlone(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /**
     * Reads a value.
     *
     * @throws org.cria.kernels.CriaException with line and column, if the text is none
     */
    static JsonValue parse(String text) {
        return new JsonReader(text).value();
    }
}
