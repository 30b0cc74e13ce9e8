package org.cria.model.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code "%s" % value} and {@code "{}".format(value)}. */
final class TextFormats {
    private static final Pattern PERCENT =
            Pattern.compile("%(?:\\(([^)]*)\\))?([-+ 0#]*)([0-9]{0,6})(?:\\.([0-9]{1,3}))?([a-zA-Z%])");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|\\}\\}|\\{([A-Za-z0-9_]*)(?::([^{}]*))?\\}|[{}]");
    private static final Pattern SPEC = Pattern.compile("(?:(.)?([<>^]))?([0-9]{0,6})(?:\\.([0-9]{1,3}))?([sdf]?)");

    private TextFormats() {}

    /** Python's old way. */
    static Text percent(Text format, Value given, Budget budget) {
        List<Value> values = given instanceof Value.Items(List<Value> all, Value.Kind kind) && kind == Value.Kind.TUPLE
                ? all
                : List.of(given);
        TextBuilder out = new TextBuilder();
        Matcher part = PERCENT.matcher(format.toString());
        int at = 0;
        int used = 0;
        while (part.find()) {
            out.append(format, at, part.start());
            at = part.end();
            if (part.group(5).equals("%")) {
                out.append("%", Text.TEMPLATE);
                continue;
            }
            Value value;
            if (part.group(1) != null) {
                value = Kinds.defined(Attributes.item(given, Text.of(part.group(1)), budget));
            } else if (used < values.size()) {
                value = values.get(used++);
            } else {
                throw new TemplateException("there are not enough values for the format");
            }
            char kind = part.group(5).charAt(0);
            String flags = part.group(2);
            Text text = converted(kind, flags, part.group(4), value, budget);
            int width = part.group(3).isEmpty() ? 0 : Integer.parseInt(part.group(3));
            char fill = flags.contains("0") && !flags.contains("-") && kind != 's' ? '0' : ' ';
            out.append(aligned(text, flags.contains("-") ? '<' : '>', fill, width, budget));
            budget.chars(out.length());
        }
        boolean container = given instanceof Value.Dict || (given instanceof Value.Items && values.size() == 1);
        if (used < values.size() && !container) {
            throw new TemplateException("not all values are used by the format");
        }
        return out.append(format, at, format.length()).text();
    }

    private static Text converted(char kind, String flags, String precision, Value value, Budget budget) {
        int places = precision == null ? 6 : Integer.parseInt(precision);
        Text text = switch (kind) {
            case 's' -> cut(PythonText.text(value, budget), precision);
            case 'r' -> cut(PythonText.repr(value, budget), precision);
            case 'd', 'i', 'u' -> Text.of(Long.toString(truncated(value)));
            case 'x' -> Text.of(Long.toHexString(Kinds.whole(value, "%x")));
            case 'X' -> Text.of(Long.toHexString(Kinds.whole(value, "%X")).toUpperCase(Locale.ROOT));
            case 'o' -> Text.of(Long.toOctalString(Kinds.whole(value, "%o")));
            case 'f', 'F' -> Text.of(fixed(Kinds.real(value, "%f"), places));
            case 'e' -> Text.of(String.format(Locale.ROOT, "%." + places + "e", Kinds.real(value, "%e")));
            case 'c' ->
                Text.of(
                        Kinds.isWhole(value)
                                ? Character.toString((int) Kinds.whole(value, "%c"))
                                : Kinds.text(value, "%c").toString());
            default -> throw new TemplateException("the format '%" + kind + "' is not known");
        };
        boolean signs =
                kind != 's' && kind != 'r' && kind != 'c' && !text.toString().startsWith("-");
        return signs && flags.contains("+")
                ? Text.of("+").plus(text)
                : signs && flags.contains(" ") ? Text.of(" ").plus(text) : text;
    }

    private static long truncated(Value value) {
        return value instanceof Value.Real(double d) ? (long) d : Kinds.whole(value, "%d");
    }

    private static Text cut(Text text, String precision) {
        int most = precision == null ? Integer.MAX_VALUE : Integer.parseInt(precision);
        return text.codePoints() <= most ? text : text.sub(0, text.offset(most));
    }

    private static String fixed(double value, int places) {
        return new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static Text aligned(Text text, char side, char fill, int width, Budget budget) {
        int missing = width - text.codePoints();
        if (missing <= 0) {
            return text;
        }
        budget.chars(missing);
        int left = side == '<' ? 0 : side == '>' ? missing : missing / 2;
        int sign =
                fill == '0' && !text.isEmpty() && "+-".indexOf(text.toString().charAt(0)) >= 0 ? 1 : 0;
        return new TextBuilder()
                .append(text, 0, sign)
                .append(String.valueOf(fill).repeat(left), Text.TEMPLATE)
                .append(text, sign, text.length())
                .append(String.valueOf(fill).repeat(missing - left), Text.TEMPLATE)
                .text();
    }

    /** Python's {@code str.format}, of which places, names, widths and decimals are known. */
    static Value braces(Text format, Arguments given, Budget budget) {
        TextBuilder out = new TextBuilder();
        Matcher part = BRACES.matcher(format.toString());
        int at = 0;
        int used = 0;
        while (part.find()) {
            out.append(format, at, part.start());
            at = part.end();
            String all = part.group();
            if (all.equals("{{") || all.equals("}}")) {
                out.append(format, part.start(), part.start() + 1);
            } else if (all.length() == 1) {
                throw new TemplateException("'" + all + "' stands alone in the format");
            } else {
                String field = part.group(1);
                boolean place = field.isEmpty() || field.chars().allMatch(c -> c >= '0' && c <= '9');
                Value value = place
                        ? given.need(field.isEmpty() ? used++ : Math.toIntExact(Long.parseLong(field)), field)
                        : given.need(Integer.MAX_VALUE, field);
                out.append(spelled(value, part.group(2) == null ? "" : part.group(2), budget));
            }
            budget.chars(out.length());
        }
        return out.append(format, at, format.length()).text();
    }

    private static Text spelled(Value value, String spec, Budget budget) {
        Matcher parts = SPEC.matcher(spec);
        if (!parts.matches()) {
            throw new TemplateException("the format ':" + spec + "' is not known");
        }
        String precision = parts.group(4);
        boolean number = Kinds.isNumber(value);
        Text text = parts.group(5).equals("f") || (precision != null && number)
                ? Text.of(fixed(Kinds.real(value, "format"), precision == null ? 6 : Integer.parseInt(precision)))
                : cut(PythonText.text(value, budget), precision);
        String width = parts.group(3);
        char side = parts.group(2) == null ? number ? '>' : '<' : parts.group(2).charAt(0);
        char fill = parts.group(1) == null
                ? number && width.startsWith("0") ? '0' : ' '
                : parts.group(1).charAt(0);
        return aligned(text, side, fill, width.isEmpty() ? 0 : Integer.parseInt(width), budget);
    }

    /** Values by their names, for the filter {@code format}. */
    static Value filter(Text format, Arguments given, Budget budget) {
        return given.named().isEmpty()
                ? percent(format, Value.tuple(given.positional().toArray(Value[]::new)), budget)
                : percent(format, Value.named(Map.copyOf(given.named())), budget);
    }
}
