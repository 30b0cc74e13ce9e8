package org.cria.model.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Filters of texts. */
final class TextFilters {
    private TextFilters() {}

    static void addTo(Map<String, Filters.Filter> all) {
        all.put("string", (run, given) -> text(run, given));
        all.put("trim", (run, given) -> {
            Value chars = given.get(1, "chars", Value.NONE);
            Optional<Text> wanted =
                    chars instanceof Value.Nothing ? Optional.empty() : Optional.of(Kinds.text(chars, "chars"));
            return Texts.strip(text(run, given), wanted, true, true);
        });
        all.put("upper", (run, given) -> Cases.upper(text(run, given), run.budget()));
        all.put("lower", (run, given) -> Cases.lower(text(run, given), run.budget()));
        all.put("capitalize", (run, given) -> Cases.capitalized(text(run, given), run.budget()));
        all.put("title", (run, given) -> titled(text(run, given), run.budget()));
        all.put(
                "replace",
                (run, given) -> Texts.replace(
                        text(run, given),
                        PythonText.text(given.need(1, "old"), run.budget()),
                        PythonText.text(given.need(2, "new"), run.budget()),
                        given.get(3, "count", Value.NONE) instanceof Value.Nothing ? -1 : given.whole(3, "count", -1),
                        run.budget()));
        all.put("center", (run, given) -> Texts.padded(text(run, given), given.from(1), run.budget(), true, true));
        all.put("indent", TextFilters::indented);
        all.put("truncate", TextFilters::truncated);
        all.put(
                "wordcount",
                (run, given) -> Value.of((long) Splits.split(text(run, given), Value.NONE, -1, false, run.budget())
                        .size()));
        all.put("format", (run, given) -> TextFormats.filter(text(run, given), given.from(1), run.budget()));
        all.put("escape", (run, given) -> escaped(text(run, given), run.budget()));
        all.put("e", (run, given) -> escaped(text(run, given), run.budget()));
    }

    private static Text text(Run run, Arguments given) {
        Text text = PythonText.text(given.need(0, "value"), run.budget());
        run.budget().text(text);
        return text;
    }

    /** Jinja's own idea of a title: words begin after spaces, hyphens and brackets. */
    private static Text titled(Text text, Budget budget) {
        budget.text(text);
        TextBuilder out = new TextBuilder();
        String chars = text.toString();
        int start = 0;
        for (int i = 0; i <= chars.length(); i++) {
            boolean ends =
                    i == chars.length() || PythonText.isSpace(chars.charAt(i)) || "-({[<".indexOf(chars.charAt(i)) >= 0;
            if (ends) {
                out.append(Cases.capitalized(text.sub(start, i), budget));
                out.append(text, i, Math.min(i + 1, chars.length()));
                start = i + 1;
            }
        }
        return out.text();
    }

    private static Value indented(Run run, Arguments given) {
        Value width = given.get(1, "width", Value.of(4L));
        String by = width instanceof Text text
                ? text.toString()
                : " ".repeat((int) Math.max(0, Math.min(1000, Kinds.whole(width, "width"))));
        boolean first = given.flag(2, "first", false);
        boolean blank = given.flag(3, "blank", false);
        // A last line break counts as the begin of an empty line.
        List<Value> lines = Splits.lines(text(run, given).plus(Text.of("\n")), false, run.budget());
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < lines.size(); i++) {
            Text line = (Text) lines.get(i);
            boolean indents = i == 0 ? first : blank || !line.isEmpty();
            out.append(i == 0 ? "" : "\n", Text.TEMPLATE)
                    .append(indents ? by : "", Text.TEMPLATE)
                    .append(line);
            run.budget().size(out.length());
        }
        run.budget().chars(out.length());
        return out.text();
    }

    private static Value truncated(Run run, Arguments given) {
        Text text = text(run, given);
        long length = given.whole(1, "length", 255);
        Text end = given.find(3, "end").map(each -> Kinds.text(each, "end")).orElse(Text.of("..."));
        long leeway = given.whole(4, "leeway", 5);
        if (text.codePoints() <= length + leeway) {
            return text;
        }
        if (length < end.codePoints()) {
            throw new TemplateException("'length' is " + length + ", expected at least the length of '" + end + "'");
        }
        Text start = text.sub(0, text.offset((int) length - end.codePoints()));
        int space = start.toString().lastIndexOf(' ');
        boolean words = !given.flag(2, "killwords", false) && space >= 0;
        return (words ? start.sub(0, space) : start).plus(end);
    }

    private static Text escaped(Text text, Budget budget) {
        Text result = text;
        List<List<String>> all = List.of(
                List.of("&", "&amp;"),
                List.of("<", "&lt;"),
                List.of(">", "&gt;"),
                List.of("'", "&#39;"),
                List.of("\"", "&#34;"));
        for (List<String> each : all) {
            result = Texts.replace(result, Text.of(each.get(0)), Text.of(each.get(1)), -1, budget);
        }
        return result;
    }
}
