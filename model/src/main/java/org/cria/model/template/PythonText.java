package org.cria.model.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How Python writes values, and what it takes for white space. */
public final class PythonText {
    private PythonText() {}

    /** As {@code str.isspace} has it. */
    static boolean isSpace(int c) {
        return (c >= 9 && c <= 13)
                || (c >= 28 && c <= 32)
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    static boolean isBlank(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (!isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** {@code text.rstrip()}, which takes more for white space than {@link String#stripTrailing} does. */
    public static String stripEnd(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** {@code text.strip()}. */
    public static String strip(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        return stripEnd(text.substring(start));
    }

    /** {@code str(value)}. */
    static Text text(Value value, Budget budget) {
        return switch (value) {
            case Text text -> text;
            case Value.Undefined _ -> Text.EMPTY;
            case Value.Nothing _,
                    Value.Bool _,
                    Value.Whole _,
                    Value.Real _,
                    Value.Items _,
                    Value.Dict _,
                    Value.Space _,
                    Value.Callable _,
                    Value.Interval _,
                    Loop _ -> repr(value, budget);
        };
    }

    /** {@code repr(value)}. */
    static Text repr(Value value, Budget budget) {
        TextBuilder out = new TextBuilder();
        repr(value, out, budget);
        return out.text();
    }

    private static void repr(Value value, TextBuilder out, Budget budget) {
        budget.open();
        budget.size(out.length());
        switch (value) {
            case Text text -> {
                budget.text(text);
                quoted(text, out);
            }
            case Value.Undefined _ -> plain(out, "Undefined");
            case Value.Nothing _ -> plain(out, "None");
            case Value.Bool(boolean b) -> plain(out, b ? "True" : "False");
            case Value.Whole(long n) -> plain(out, Long.toString(n));
            case Value.Real(double d) -> plain(out, real(d));
            case Value.Items items -> items(items, out, budget);
            case Value.Dict(Map<Value, Value> entries) -> {
                String separator = "{";
                for (Map.Entry<Value, Value> entry : entries.entrySet()) {
                    plain(out, separator);
                    repr(entry.getKey(), out, budget);
                    plain(out, ": ");
                    repr(entry.getValue(), out, budget);
                    separator = ", ";
                }
                plain(out, entries.isEmpty() ? "{}" : "}");
            }
            case Value.Space(Map<String, Value> members) -> {
                plain(out, "<Namespace ");
                repr(Value.named(members), out, budget);
                plain(out, ">");
            }
            case Value.Callable(String name, Value.Callable.Body _) -> plain(out, "<function " + name + ">");
            case Value.Interval _ -> plain(out, "slice");
            case Loop loop -> plain(out, loop.toString());
        }
        budget.close();
    }

    private static void items(Value.Items items, TextBuilder out, Budget budget) {
        if (items.kind() == Value.Kind.ITERATOR) {
            plain(out, "<generator object>");
            return;
        }
        boolean tuple = items.kind() == Value.Kind.TUPLE;
        boolean view = items.kind() == Value.Kind.VIEW;
        plain(out, tuple ? "(" : view ? "dict_items([" : "[");
        List<Value> all = items.all();
        for (int i = 0; i < all.size(); i++) {
            plain(out, i == 0 ? "" : ", ");
            repr(all.get(i), out, budget);
        }
        plain(out, tuple ? all.size() == 1 ? ",)" : ")" : view ? "])" : "]");
    }

    private static void plain(TextBuilder out, String text) {
        out.append(text, Text.TEMPLATE);
    }

    private static void quoted(Text text, TextBuilder out) {
        String chars = text.toString();
        char quote = chars.indexOf('\'') >= 0 && chars.indexOf('"') < 0 ? '"' : '\'';
        plain(out, String.valueOf(quote));
        chars.codePoints().forEach(new QuotedChars(text, out, quote)::add);
        plain(out, String.valueOf(quote));
    }

    /** Characters as they are written between quotes. */
    private static final class QuotedChars {
        private final Text text;
        private final TextBuilder out;
        private final char quote;
        private int at;

        QuotedChars(Text text, TextBuilder out, char quote) {
            this.text = text;
            this.out = out;
            this.quote = quote;
        }

        void add(int c) {
            out.append(escaped(c), text.originAt(at));
            at += Character.charCount(c);
        }

        private String escaped(int c) {
            return switch (c) {
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                case '\t' -> "\\t";
                case '\\' -> "\\\\";
                default -> {
                    if (c == quote) {
                        yield "\\" + quote;
                    }
                    if (isPrinted(c)) {
                        yield Character.toString(c);
                    }
                    yield String.format(Locale.ROOT, c < 256 ? "\\x%02x" : c < 65536 ? "\\u%04x" : "\\U%08x", c);
                }
            };
        }

        private static boolean isPrinted(int c) {
            return c == ' '
                    || switch (Character.getType(c)) {
                        case Character.CONTROL,
                                Character.FORMAT,
                                Character.SURROGATE,
                                Character.PRIVATE_USE,
                                Character.UNASSIGNED,
                                Character.LINE_SEPARATOR,
                                Character.PARAGRAPH_SEPARATOR,
                                Character.SPACE_SEPARATOR -> false;
                        default -> true;
                    };
        }
    }

    /** {@code repr(float)}: the shortest digits that mean this number, with an exponent from 1e16 on and below 1e-4. */
    static String real(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "nan" : (value > 0 ? "" : "-") + "inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = decimal.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
    }
}
