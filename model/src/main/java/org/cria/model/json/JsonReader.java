package org.cria.model.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;

/** Reads JSON as RFC 8259 has it, and nothing else; of two members with one name neither is taken. */
final class JsonReader {
    /** Levels: what schemas need is far less. */
    private static final int DEEPEST = 256;
    /** Digits, and the greatest exponent, of a number: what can be computed with at once. */
    private static final int DIGITS = 400;

    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

    private final String text;
    /** Where each value begins: an object or an array that was read, not one that equals it. */
    private final IdentityHashMap<JsonValue, Integer> starts;

    private int at;
    private int depth;

    JsonReader(String text) {
        this(text, new IdentityHashMap<>());
    }

    /** @param starts receives where each value begins; it tells values apart by their identity */
    JsonReader(String text, IdentityHashMap<JsonValue, Integer> starts) {
        this.text = text;
        this.starts = starts;
    }

    JsonValue value() {
        JsonValue value = element();
        if (at < text.length()) {
            throw error(at, found(), "the end of the JSON");
        }
        return value;
    }

    private JsonValue element() {
        space();
        int start = at;
        if (++depth > DEEPEST) {
            throw error(start, "the JSON is nested more than " + DEEPEST + " deep", "less");
        }
        JsonValue value;
        if (isNext('{')) {
            value = members();
        } else if (isNext('[')) {
            value = array();
        } else if (isNext('"')) {
            value = new JsonValue.Text(string());
        } else if (skip("true")) {
            value = new JsonValue.Truth(true);
        } else if (skip("false")) {
            value = new JsonValue.Truth(false);
        } else if (skip("null")) {
            value = new JsonValue.Null();
        } else {
            value = number();
        }
        starts.put(value, start);
        depth--;
        space();
        return value;
    }

    private JsonValue.Members members() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        at++;
        space();
        boolean more = !skip("}");
        while (more) {
            space();
            int start = at;
            if (!isNext('"')) {
                throw error(at, found(), "the name of a member in quotes");
            }
            String name = string();
            space();
            if (!skip(":")) {
                throw error(at, found(), "':' behind a member's name");
            }
            if (members.put(name, element()) != null) {
                throw error(start, "there are two members " + JsonValue.quoted(name), "one");
            }
            more = skip(",");
            if (!more && !skip("}")) {
                throw error(at, found(), "',' or '}'");
            }
        }
        return new JsonValue.Members(members);
    }

    private JsonValue.Array array() {
        List<JsonValue> items = new ArrayList<>();
        at++;
        space();
        boolean more = !skip("]");
        while (more) {
            items.add(element());
            more = skip(",");
            if (!more && !skip("]")) {
                throw error(at, found(), "',' or ']'");
            }
        }
        return new JsonValue.Array(items);
    }

    private JsonValue.Numeric number() {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw error(at, found(), "a value");
        }
        String number = matcher.group();
        int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
        boolean small = number.length() <= DIGITS
                && (exponent < 0
                        || (number.length() - exponent <= 5
                                && Math.abs(Integer.parseInt(number.substring(exponent + 1))) <= DIGITS));
        if (!small) {
            throw error(at, "the number is too large or too long", "at most " + DIGITS + " digits");
        }
        at += number.length();
        return new JsonValue.Numeric(new BigDecimal(number), number);
    }

    private String string() {
        int start = at;
        at++;
        StringBuilder string = new StringBuilder();
        while (true) {
            if (at >= text.length()) {
                throw error(start, "the string has no end", "'\"'");
            }
            char c = text.charAt(at);
            if (c < 0x20) {
                throw error(at, "a control character in a string", "an escape such as \\n");
            }
            at++;
            if (c == '"') {
                return string.toString();
            }
            string.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() {
        int start = at - 1;
        char c = at < text.length() ? text.charAt(at++) : ' ';
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (c == 'u' && at + 4 <= text.length() && text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        throw error(start, "an escape that there is not", "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    }

    private boolean isNext(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean skip(String word) {
        boolean next = text.startsWith(word, at);
        at += next ? word.length() : 0;
        return next;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private String found() {
        return at >= text.length() ? "the JSON ends" : "found '" + Character.toString(text.codePointAt(at)) + "'";
    }

    private CriaException error(int index, String found, String expected) {
        String before = text.substring(0, Math.min(index, text.length()));
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int begin = before.lastIndexOf('\n') + 1;
        return new CriaException("the JSON, line " + line + ", column "
                + (before.codePointCount(begin, before.length()) + 1) + ": " + found + ", expected " + expected + ".");
    }
}
