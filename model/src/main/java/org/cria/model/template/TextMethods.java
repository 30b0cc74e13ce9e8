package org.cria.model.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The methods of Python's {@code str}. What they keep of a text keeps its origin. */
final class TextMethods {
    /** A method of a text. */
    @FunctionalInterface
    interface Method {
        Value call(Text text, Arguments arguments, Budget budget);
    }

    private static final Map<String, Method> ALL = new HashMap<>();

    static {
        ALL.put("strip", (text, given, _) -> Texts.strip(text, chars(given), true, true));
        ALL.put("lstrip", (text, given, _) -> Texts.strip(text, chars(given), true, false));
        ALL.put("rstrip", (text, given, _) -> Texts.strip(text, chars(given), false, true));
        ALL.put("upper", (text, _, budget) -> Cases.upper(text, budget));
        ALL.put("lower", (text, _, budget) -> Cases.lower(text, budget));
        ALL.put("casefold", (text, _, budget) -> Cases.lower(text, budget));
        ALL.put("title", (text, _, budget) -> Cases.title(text, budget));
        ALL.put("capitalize", (text, _, budget) -> Cases.capitalized(text, budget));
        ALL.put("swapcase", (text, _, budget) -> Cases.swapped(text, budget));
        ALL.put(
                "split",
                (text, given, budget) -> Value.list(Splits.split(
                        text, given.get(0, "sep", Value.NONE), given.whole(1, "maxsplit", -1), false, budget)));
        ALL.put(
                "rsplit",
                (text, given, budget) -> Value.list(Splits.split(
                        text, given.get(0, "sep", Value.NONE), given.whole(1, "maxsplit", -1), true, budget)));
        ALL.put(
                "splitlines",
                (text, given, budget) -> Value.list(Splits.lines(text, given.flag(0, "keepends", false), budget)));
        ALL.put("partition", (text, given, _) -> Splits.partition(text, given.text(0, "sep"), false));
        ALL.put("rpartition", (text, given, _) -> Splits.partition(text, given.text(0, "sep"), true));
        ALL.put(
                "replace",
                (text, given, budget) -> Texts.replace(
                        text, given.text(0, "old"), given.text(1, "new"), given.whole(2, "count", -1), budget));
        ALL.put(
                "join",
                (text, given, budget) ->
                        Texts.join(text, Kinds.elements(Kinds.defined(given.need(0, "iterable"))), true, budget));
        ALL.put("startswith", (text, given, _) -> Value.of(ends(text, given, true)));
        ALL.put("endswith", (text, given, _) -> Value.of(ends(text, given, false)));
        ALL.put("removeprefix", (text, given, _) -> {
            String prefix = given.text(0, "prefix").toString();
            return text.toString().startsWith(prefix) ? text.sub(prefix.length(), text.length()) : text;
        });
        ALL.put("removesuffix", (text, given, _) -> {
            String suffix = given.text(0, "suffix").toString();
            return text.toString().endsWith(suffix) ? text.sub(0, text.length() - suffix.length()) : text;
        });
        ALL.put("find", (text, given, budget) -> Value.of(found(text, given, false, budget)));
        ALL.put("rfind", (text, given, budget) -> Value.of(found(text, given, true, budget)));
        ALL.put("index", (text, given, budget) -> Value.of(certain(found(text, given, false, budget))));
        ALL.put("rindex", (text, given, budget) -> Value.of(certain(found(text, given, true, budget))));
        ALL.put("count", TextMethods::count);
        ALL.put("center", (text, given, budget) -> Texts.padded(text, given, budget, true, true));
        ALL.put("ljust", (text, given, budget) -> Texts.padded(text, given, budget, false, true));
        ALL.put("rjust", (text, given, budget) -> Texts.padded(text, given, budget, true, false));
        ALL.put("zfill", TextMethods::zeros);
        ALL.put("format", TextFormats::braces);
        ALL.put("isspace", (text, _, _) -> Value.of(all(text, PythonText::isSpace)));
        ALL.put("isalpha", (text, _, _) -> Value.of(all(text, Character::isLetter)));
        ALL.put("isalnum", (text, _, _) -> Value.of(all(text, Cases::isAlphanumeric)));
        ALL.put("isdigit", (text, _, _) -> Value.of(all(text, Cases::isDigit)));
        ALL.put("isdecimal", (text, _, _) -> Value.of(all(text, Character::isDigit)));
        ALL.put("isnumeric", (text, _, _) -> Value.of(all(text, Cases::isNumeric)));
        ALL.put("isupper", (text, _, _) -> Value.of(Cases.isUpper(text)));
        ALL.put("islower", (text, _, _) -> Value.of(Cases.isLower(text)));
        ALL.put("isascii", (text, _, _) -> Value.of(text.toString().chars().allMatch(c -> c < 128)));
    }

    private TextMethods() {}

    static Optional<Value> find(Text text, String name) {
        Method method = ALL.get(name);
        return method == null
                ? Optional.empty()
                : Optional.of(new Value.Callable(name, (run, arguments) -> {
                    run.budget().text(text);
                    return method.call(text, arguments, run.budget());
                }));
    }

    /** Which characters are stripped; empty for white space. */
    private static Optional<Text> chars(Arguments given) {
        Value chars = given.get(0, "chars", Value.NONE);
        return chars instanceof Value.Nothing ? Optional.empty() : Optional.of(Kinds.text(chars, "chars"));
    }

    private static boolean all(Text text, IntPredicate holds) {
        return !text.isEmpty() && text.toString().codePoints().allMatch(holds);
    }

    private static boolean ends(Text text, Arguments given, boolean start) {
        Value wanted = given.need(0, "prefix");
        List<Value> any = wanted instanceof Value.Items items ? items.all() : List.of(wanted);
        String chars = text.toString();
        int from = from(text, given);
        return any.stream()
                .map(each -> Kinds.text(each, "prefix").toString())
                .anyMatch(each -> start
                        ? chars.startsWith(each, from)
                        : chars.endsWith(each) && chars.length() - each.length() >= from);
    }

    /** The second argument of searches, as a place in UTF-16 units. */
    private static int from(Text text, Arguments given) {
        long start = given.whole(1, "start", 0);
        int length = text.codePoints();
        long place = Math.max(0, Math.min(length, start < 0 ? start + length : start));
        return text.offset((int) place);
    }

    private static long found(Text text, Arguments given, boolean last, Budget budget) {
        budget.text(text);
        String wanted = given.text(0, "sub").toString();
        int from = from(text, given);
        int at = last ? text.toString().lastIndexOf(wanted) : text.toString().indexOf(wanted, from);
        return at < from ? -1 : text.toString().codePointCount(0, at);
    }

    private static long certain(long found) {
        if (found < 0) {
            throw new TemplateException("the substring is not found");
        }
        return found;
    }

    private static Value count(Text text, Arguments given, Budget budget) {
        budget.text(text);
        String wanted = given.text(0, "sub").toString();
        if (wanted.isEmpty()) {
            return Value.of((long) text.codePoints() + 1);
        }
        long count = 0;
        for (int at = text.toString().indexOf(wanted, from(text, given)); at >= 0; count++) {
            at = text.toString().indexOf(wanted, at + wanted.length());
        }
        return Value.of(count);
    }

    private static Value zeros(Text text, Arguments given, Budget budget) {
        long missing = given.whole(0, "width", 0) - text.codePoints();
        budget.chars(Math.max(0, missing));
        int sign = text.toString().startsWith("-") || text.toString().startsWith("+") ? 1 : 0;
        return missing <= 0
                ? text
                : new TextBuilder()
                        .append(text, 0, sign)
                        .append("0".repeat((int) missing), Text.TEMPLATE)
                        .append(text, sign, text.length())
                        .text();
    }
}
