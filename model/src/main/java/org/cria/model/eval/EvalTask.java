package org.cria.model.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.json.JsonValue;

/**
 * A task as its file has it.
 *
 * @param version of the harness's task that it equals
 * @param groups the parts of the task, by group; empty where it has none
 * @param shots how many examples go before each question
 * @param first whether these are the first ones, else they are drawn for each question
 * @param description what goes before everything
 * @param labels the field that says of each choice whether it is true
 */
public record EvalTask(
        String name,
        int version,
        Map<String, List<String>> groups,
        TaskData data,
        List<Field> fields,
        int shots,
        boolean first,
        DocTemplate description,
        TaskForm form,
        Optional<String> labels,
        List<Metric> metrics) {
    static final String PART = "part";

    public EvalTask {
        fields = List.copyOf(fields);
        metrics = List.copyOf(metrics);
    }

    /** The names of all parts; the empty one where there are none. */
    public List<String> parts() {
        return groups.isEmpty()
                ? List.of("")
                : groups.values().stream().flatMap(List::stream).toList();
    }

    /** The name of a part, {@code mmlu_anatomy}. */
    public String nameOf(String part) {
        return part.isEmpty() ? name : name + "_" + part;
    }

    /** Whether it is a list of questions, which others can answer; else a measure of the model itself. */
    public boolean hasQuestions() {
        return form instanceof TaskForm.Shown || form instanceof TaskForm.Instructed;
    }

    /** A document with the fields that the task adds. */
    Map<String, JsonValue> complete(Map<String, JsonValue> doc, String part) {
        Map<String, JsonValue> all = new LinkedHashMap<>(doc);
        if (!part.isEmpty()) {
            all.put(PART, new JsonValue.Text(part));
        }
        fields.forEach(field -> all.put(field.name(), field.of(all)));
        return all;
    }
}
