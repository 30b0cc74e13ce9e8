package org.cria.model.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jinja's filters that have a use in a chat. The first argument of each is what stands before the bar. */
final class Filters {
    /** What a filter does. */
    @FunctionalInterface
    interface Filter {
        Value apply(Run run, Arguments given);
    }

    private static final Map<String, Filter> ALL = new HashMap<>();

    static {
        TextFilters.addTo(ALL);
        SequenceFilters.addTo(ALL);
        PickingFilters.addTo(ALL);
        ALL.put("default", (run, given) -> {
            Value value = given.need(0, "value");
            boolean missing =
                    value instanceof Value.Undefined || (given.flag(2, "boolean", false) && !Kinds.truth(value));
            return missing ? given.get(1, "default_value", Text.EMPTY) : value;
        });
        ALL.put("d", known("default"));
        ALL.put("length", (run, given) -> Value.of(Kinds.length(given.need(0, "value"), run.budget())));
        ALL.put("count", known("length"));
        ALL.put("abs", (run, given) -> switch (Kinds.defined(given.need(0, "value"))) {
            case Value.Real(double d) -> new Value.Real(Math.abs(d));
            case Value other -> Value.of(Math.abs(Kinds.whole(other, "abs")));
        });
        ALL.put("int", (run, given) -> whole(given));
        ALL.put("float", (run, given) -> {
            Optional<Double> number = number(Kinds.defined(given.need(0, "value")));
            return number.isPresent() ? new Value.Real(number.get()) : given.get(1, "default", new Value.Real(0));
        });
        ALL.put("round", (run, given) -> rounded(given));
        ALL.put("tojson", (run, given) -> JsonText.of(given, run.budget()));
        ALL.put("items", (run, given) -> switch (given.need(0, "value")) {
            case Value.Undefined _ -> Value.iterator(List.of());
            case Value.Dict dict -> Value.iterator(Value.pairs(dict));
            case Value other ->
                throw new TemplateException("'items' is of type " + Kinds.name(other) + ", expected a dict");
        });
        ALL.put("dictsort", (run, given) -> sortedEntries(run, given));
        ALL.put(
                "attr",
                (run, given) -> Attributes.own(
                        given.need(0, "value"), given.text(1, "name").toString()));
        ALL.put("safe", (run, given) -> given.need(0, "value"));
    }

    private Filters() {}

    private static Filter known(String name) {
        return (run, given) -> apply(run, name, given);
    }

    static boolean isKnown(String name) {
        return ALL.containsKey(name);
    }

    static Value apply(Run run, String name, Arguments given) {
        Filter filter = ALL.get(name);
        if (filter == null) {
            throw new TemplateException("the filter '" + name + "' is not known");
        }
        run.budget().step();
        return filter.apply(run, given);
    }

    private static Value whole(Arguments given) {
        Value value = Kinds.defined(given.need(0, "value"));
        Value otherwise = given.get(1, "default", Value.of(0L));
        long base = given.whole(2, "base", 10);
        if (value instanceof Text text) {
            String digits = text.toString().strip().replace("_", "");
            try {
                return Value.of(parsed(digits, base));
            } catch (NumberFormatException e) {
                return number(value)
                        .filter(d -> Math.abs(d) < 1e18)
                        .<Value>map(d -> Value.of((long) (double) d))
                        .orElse(otherwise);
            }
        }
        return number(value).<Value>map(d -> Value.of((long) (double) d)).orElse(otherwise);
    }

    /** A number as Python's {@code int} reads it; base 0 goes by the prefix, which other bases may have too. */
    private static long parsed(String text, long base) {
        boolean minus = text.startsWith("-");
        String digits = minus || text.startsWith("+") ? text.substring(1) : text;
        char kind = digits.length() > 2 && digits.charAt(0) == '0' ? Character.toLowerCase(digits.charAt(1)) : ' ';
        int prefix = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
        boolean prefixed = prefix != 0 && (base == 0 || base == prefix);
        int radix = prefixed ? prefix : base == 0 ? 10 : (int) Math.max(2, Math.min(36, base));
        long value = Long.parseLong(prefixed ? digits.substring(2) : digits, radix);
        return minus ? -value : value;
    }

    private static Optional<Double> number(Value value) {
        try {
            return switch (value) {
                case Text text
                when text.toString().strip().matches("[-+]?[0-9._]+([eE][-+]?[0-9]+)?") ->
                    Optional.of(Double.parseDouble(text.toString().strip().replace("_", "")));
                case Value.Whole _, Value.Bool _, Value.Real _ -> Optional.of(Kinds.real(value, "number"));
                default -> Optional.empty();
            };
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Value rounded(Arguments given) {
        Value number = given.need(0, "value");
        double value = Kinds.real(number, "round");
        long places = Math.max(-15, Math.min(15, given.whole(1, "precision", 0)));
        String method = given.get(2, "method", Text.of("common")).toString();
        double scale = Math.pow(10, (double) places);
        if (Kinds.isWhole(number) && method.equals("common")) {
            return Value.of(BigDecimal.valueOf(Kinds.whole(number, "round"))
                    .setScale((int) places, RoundingMode.HALF_EVEN)
                    .longValue());
        }
        return new Value.Real(
                switch (method) {
                    case "ceil" -> Math.ceil(value * scale) / scale;
                    case "floor" -> Math.floor(value * scale) / scale;
                    case "common" ->
                        Double.isFinite(value)
                                ? new BigDecimal(value)
                                        .setScale((int) places, RoundingMode.HALF_EVEN)
                                        .doubleValue()
                                : value;
                    default ->
                        throw new TemplateException(
                                "'" + method + "' is no way to round, expected common, ceil or floor");
                });
    }

    private static Value sortedEntries(Run run, Arguments given) {
        if (!(Kinds.defined(given.need(0, "value")) instanceof Value.Dict dict)) {
            throw new TemplateException("'dictsort' is of another type than dict, expected a dict");
        }
        boolean exact = given.flag(1, "case_sensitive", false);
        long place = given.get(2, "by", Text.of("key")).toString().equals("value") ? 1 : 0;
        List<Value> pairs = new ArrayList<>(Value.pairs(dict));
        run.budget().steps(pairs.size());
        pairs.sort((a, b) -> PythonMath.order(
                SequenceFilters.sortKey(Attributes.item(a, Value.of(place), run.budget()), exact, run),
                SequenceFilters.sortKey(Attributes.item(b, Value.of(place), run.budget()), exact, run),
                "<",
                run.budget()));
        return Value.list(given.flag(3, "reverse", false) ? PythonMath.reversed(pairs) : pairs);
    }
}
