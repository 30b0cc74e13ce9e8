package org.cria.model.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/** A field that a task adds to each document, so that data sets in several forms are one to its texts. */
sealed interface Field {
    String name();

    /**
     * The value for a document.
     *
     * @throws CriaException if the document lacks what it is made of
     */
    JsonValue of(Map<String, JsonValue> doc);

    /** A text, then replacements in it. */
    record Words(String name, DocTemplate text, List<Replacement> replacements) implements Field {
        @Override
        public JsonValue of(Map<String, JsonValue> doc) {
            return new JsonValue.Text(Replacement.all(replacements, text.of(doc)));
        }
    }

    /**
     * A list: what stands at the first of some paths that is there, such as {@code choices.text} or {@code question.choices[].text}, where
     * {@code []} stands for each item. Of an object where a list is wanted it is the names, or the values.
     */
    record Listed(String name, List<String> paths, boolean values, List<Replacement> replacements) implements Field {
        @Override
        public JsonValue of(Map<String, JsonValue> doc) {
            for (String path : paths) {
                List<JsonValue> found = new ArrayList<>();
                if (gather(new JsonValue.Members(doc), path, found)) {
                    return new JsonValue.Array(
                            found.stream().map(this::replaced).toList());
                }
            }
            throw new CriaException("a document has none of " + String.join(", ", paths) + ", which the task's field '"
                    + name + "' is made of; found " + String.join(", ", doc.keySet())
                    + ". Correct the task or give the data set that it was made for.");
        }

        private JsonValue replaced(JsonValue value) {
            return value instanceof JsonValue.Text(String text)
                    ? new JsonValue.Text(Replacement.all(replacements, text))
                    : value;
        }

        private boolean gather(JsonValue from, String path, List<JsonValue> found) {
            if (path.isEmpty()) {
                return add(from, found);
            }
            int dot = path.indexOf('.');
            String step = dot < 0 ? path : path.substring(0, dot);
            String rest = dot < 0 ? "" : path.substring(dot + 1);
            boolean each = step.endsWith("[]");
            JsonValue next = from instanceof JsonValue.Members(Map<String, JsonValue> members)
                    ? members.get(each ? step.substring(0, step.length() - 2) : step)
                    : null;
            if (next == null) {
                return false;
            }
            if (!each) {
                return gather(next, rest, found);
            }
            return next instanceof JsonValue.Array(List<JsonValue> items)
                    && items.stream().allMatch(item -> one(item, rest, found));
        }

        private static boolean one(JsonValue item, String path, List<JsonValue> found) {
            JsonValue value =
                    item instanceof JsonValue.Members(Map<String, JsonValue> members) ? members.get(path) : null;
            return value != null && found.add(value);
        }

        private boolean add(JsonValue value, List<JsonValue> found) {
            return switch (value) {
                case JsonValue.Array(List<JsonValue> items) -> {
                    found.addAll(items);
                    yield true;
                }
                case JsonValue.Members(Map<String, JsonValue> members) -> {
                    if (values) {
                        found.addAll(members.values());
                    } else {
                        members.keySet().forEach(each -> found.add(new JsonValue.Text(each)));
                    }
                    yield true;
                }
                case JsonValue.Null _, JsonValue.Truth _, JsonValue.Numeric _, JsonValue.Text _ -> false;
            };
        }
    }
}
