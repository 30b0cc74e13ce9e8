package org.cria.model.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filter {@code tojson} as Hugging Face has it: Python's {@code json.dumps}, by default with letters beyond ASCII as they are. */
final class JsonText {
    private final Budget budget;
    private final TextBuilder out = new TextBuilder();
    private final boolean ascii;
    private final boolean sorts;
    /** What stands for one level; null for all in one line. */
    private final @Nullable String indent;

    private final String comma;
    private final String colon;

    private JsonText(Arguments given, Budget budget) {
        this.budget = budget;
        this.ascii = given.flag(1, "ensure_ascii", false);
        Value wanted = given.get(2, "indent", Value.NONE);
        this.indent = switch (wanted) {
            case Value.Nothing _ -> null;
            case Text text -> text.toString();
            case Value other -> " ".repeat((int) Math.max(0, Math.min(100, Kinds.whole(other, "indent"))));
        };
        Value separators = given.get(3, "separators", Value.NONE);
        if (separators instanceof Value.Items(List<Value> both, Value.Kind _) && both.size() == 2) {
            this.comma = Kinds.text(both.get(0), "separators").toString();
            this.colon = Kinds.text(both.get(1), "separators").toString();
        } else {
            this.comma = indent == null ? ", " : ",";
            this.colon = ": ";
        }
        this.sorts = given.flag(4, "sort_keys", false);
    }

    /** @param given the value, {@code ensure_ascii}, {@code indent}, {@code separators}, {@code sort_keys} */
    static Text of(Arguments given, Budget budget) {
        JsonText json = new JsonText(given, budget);
        json.write(given.need(0, "value"), 0);
        return json.out.text();
    }

    private void plain(String text) {
        budget.size((long) out.length() + text.length());
        out.append(text, Text.TEMPLATE);
    }

    private void write(Value value, int level) {
        budget.open();
        switch (value) {
            case Text text -> quoted(text);
            case Value.Nothing _ -> plain("null");
            case Value.Bool(boolean b) -> plain(b ? "true" : "false");
            case Value.Whole(long n) -> plain(Long.toString(n));
            case Value.Real(double d) -> plain(real(d));
            case Value.Items(List<Value> all, Value.Kind kind)
            when kind == Value.Kind.LIST || kind == Value.Kind.TUPLE -> {
                for (int i = 0; i < all.size(); i++) {
                    plain(i == 0 ? "[" : comma);
                    line(level + 1);
                    write(all.get(i), level + 1);
                }
                close(all.isEmpty() ? "[" : "", "]", level);
            }
            case Value.Dict(Map<Value, Value> entries) -> {
                String before = "{";
                for (Map.Entry<Value, Value> entry : ordered(entries)) {
                    plain(before);
                    line(level + 1);
                    key(entry.getKey());
                    plain(colon);
                    write(entry.getValue(), level + 1);
                    before = comma;
                }
                close(entries.isEmpty() ? "{" : "", "}", level);
            }
            case Value.Undefined _, Value.Items _, Value.Space _, Value.Callable _, Value.Interval _, Loop _ ->
                throw new TemplateException("a value of type " + Kinds.name(value) + " cannot be written as JSON");
        }
        budget.close();
    }

    private List<Map.Entry<Value, Value>> ordered(Map<Value, Value> entries) {
        List<Map.Entry<Value, Value>> all = new ArrayList<>(entries.entrySet());
        if (sorts) {
            all.sort(Comparator.comparing(
                    Map.Entry<Value, Value>::getKey, (a, b) -> PythonMath.order(a, b, "<", budget)));
        }
        return all;
    }

    private void key(Value key) {
        if (key instanceof Text text) {
            quoted(text);
        } else {
            plain("\"");
            write(key, 0);
            plain("\"");
        }
    }

    private void line(int level) {
        if (indent != null) {
            plain("\n" + indent.repeat(level));
        }
    }

    /** @param open what is still to be opened, where there is nothing inside */
    private void close(String open, String end, int level) {
        if (open.isEmpty()) {
            line(level);
        }
        plain(open + end);
    }

    private static String real(double value) {
        String text = PythonText.real(value);
        return text.equals("nan") ? "NaN" : text.replace("inf", "Infinity");
    }

    private void quoted(Text text) {
        plain("\"");
        String chars = text.toString();
        budget.chars(chars.length());
        for (Text.Run run : text.runs()) {
            StringBuilder escaped = new StringBuilder();
            for (int i = run.start(); i < run.end(); i++) {
                escaped.append(escaped(chars.charAt(i)));
            }
            budget.size((long) out.length() + escaped.length());
            out.append(escaped.toString(), run.origin());
        }
        plain("\"");
    }

    private String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default ->
                c < 32 || (ascii && c > 126) ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c);
        };
    }
}
