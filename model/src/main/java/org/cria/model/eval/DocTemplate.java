package org.cria.model.eval;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;
import org.cria.model.template.Template;
import org.cria.model.template.TemplateException;
import org.cria.model.template.Text;
import org.cria.model.template.Value;

/**
 * A text with places for the fields of a document, in Jinja, the language of the harness's task files: {@code TaskQuestion: {{question}}}.
 * It runs in the sandbox of chat templates. A name that no document has is an error, not an empty text.
 */
final class DocTemplate {
    /** The name that an expression begins with; what is in quotes, and what a loop or a condition names, is left to the template. */
    private static final Pattern NAME = Pattern.compile("\\{\\{-?\\s*([A-Za-z_]\\w*)(?![\\w(])");

    private static final LocalDateTime NO_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final String source;
    private final Template template;

    /** @throws CriaException if it is none */
    DocTemplate(String source) {
        this.source = source;
        try {
            this.template = Template.parse(source);
        } catch (TemplateException e) {
            throw new CriaException(e.reason(), e);
        }
    }

    /**
     * The text for a document.
     *
     * @throws CriaException if the document lacks what it names, or the template fails
     */
    String of(Map<String, JsonValue> doc) {
        if (!source.contains("{{")) {
            return source;
        }
        Matcher names = NAME.matcher(source);
        while (names.find()) {
            String name = names.group(1);
            if (!doc.containsKey(name)
                    && !name.equals("loop")
                    && !source.contains("for " + name + " in")
                    && !source.contains("set " + name)) {
                throw new CriaException(
                        "a document has no field '" + name + "', found " + String.join(", ", doc.keySet())
                                + "; the task's text names it: " + JsonValue.quoted(source)
                                + ". Correct the task or give the data set that it was made for.");
            }
        }
        Map<String, Value> variables = new LinkedHashMap<>();
        doc.forEach((name, value) -> variables.put(name, value(value)));
        try {
            String end = source.endsWith("\n") ? "\n" : ""; // which Jinja takes off, and the harness has it keep
            return template.render(variables, NO_TIME) + end;
        } catch (TemplateException e) {
            throw new CriaException(
                    "the text " + JsonValue.quoted(source) + " of the task cannot be written for a document: "
                            + e.reason() + ". Correct the task.",
                    e);
        }
    }

    private static Value value(JsonValue json) {
        return switch (json) {
            case JsonValue.Null _ -> Value.NONE;
            case JsonValue.Truth(boolean is) -> Value.of(is);
            case JsonValue.Numeric number -> number(number.value());
            case JsonValue.Text(String text) -> Text.of(text);
            case JsonValue.Array(List<JsonValue> items) ->
                Value.list(items.stream().map(DocTemplate::value).toList());
            case JsonValue.Members(Map<String, JsonValue> members) -> {
                Map<Value, Value> all = new LinkedHashMap<>();
                members.forEach((name, each) -> all.put(Text.of(name), value(each)));
                yield Value.dict(all);
            }
        };
    }

    private static Value number(BigDecimal number) {
        return number.scale() <= 0 && number.precision() <= 18
                ? Value.of(number.longValueExact())
                : new Value.Real(number.doubleValue());
    }
}
