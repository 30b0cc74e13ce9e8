package org.cria.model.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/**
 * Makes questions of documents as the harness does: a description, examples with their answers, the document's own text.
 *
 * @see <a href="https://github.com/EleutherAI/lm-evaluation-harness">lm-evaluation-harness</a>
 */
final class Questions {
    private static final String BETWEEN = "\n\n";

    private final EvalTask task;
    private final TaskForm.Shown form;
    private final String part;
    private final List<Map<String, JsonValue>> examples;
    private final int shots;
    private final PythonRandom random;
    private final boolean fromTest;

    /**
     * Of one part of a task.
     *
     * @param form of the task
     * @param examples documents to draw from
     * @param fromTest whether these are the ones that are asked about: none is an example of itself
     */
    Questions(
            EvalTask task,
            TaskForm.Shown form,
            String part,
            List<Map<String, JsonValue>> examples,
            int shots,
            boolean fromTest,
            long seed) {
        this.task = task;
        this.form = form;
        this.part = part;
        this.examples = examples;
        this.shots = shots;
        this.fromTest = fromTest;
        this.random = new PythonRandom(seed);
        int needed = shots + (fromTest && shots > 0 ? 1 : 0);
        if (examples.size() < needed) {
            throw new CriaException(
                    task.nameOf(part) + ": the data set for examples has " + Count.of(examples.size(), "document")
                            + ", expected at least " + needed + ". Ask for fewer examples, or give the whole set.");
        }
    }

    /** The next one: examples are drawn in the order of the documents. */
    TaskQuestion of(int number, Map<String, JsonValue> plain) {
        Map<String, JsonValue> doc = task.complete(plain, part);
        StringBuilder before = new StringBuilder(task.description().of(doc));
        for (Map<String, JsonValue> example : draw(plain)) {
            before.append(form.example(task.complete(example, part))).append(BETWEEN);
        }
        return switch (form) {
            case TaskForm.Choice choice -> choice(number, before.toString(), doc, choice);
            case TaskForm.Blank blank -> blank(number, before.toString(), doc, blank);
            case TaskForm.Generation writing ->
                new TaskQuestion.Writing(
                        number,
                        before + writing.text().of(doc),
                        writing.answer().of(doc));
        };
    }

    private TaskQuestion choice(int number, String before, Map<String, JsonValue> doc, TaskForm.Choice form) {
        List<String> choices = form.choices().of(doc);
        String context = before + form.text().of(doc);
        List<TaskQuestion.Pair> pairs = choices.stream()
                .map(choice -> new TaskQuestion.Pair(context, TaskForm.DELIMITER + choice))
                .toList();
        List<Boolean> labels = task.labels()
                .map(field -> TaskQuestion.labels(doc.getOrDefault(field, new JsonValue.Array(List.of()))))
                .orElse(List.of());
        if (task.labels().isPresent() && labels.size() != choices.size()) {
            throw new CriaException(task.name() + ": document " + number + " has " + labels.size() + " labels for "
                    + choices.size() + " choices, expected one for each. Correct the task or the data set.");
        }
        return new TaskQuestion.Choice(
                number, pairs, choices, TaskForm.index(form.answer(), doc, choices.size()), labels);
    }

    private static TaskQuestion blank(int number, String before, Map<String, JsonValue> doc, TaskForm.Blank form) {
        List<String> choices = form.choices().of(doc);
        String continuation = TaskForm.DELIMITER + form.continuation().of(doc);
        List<TaskQuestion.Pair> pairs = choices.stream()
                .map(choice -> new TaskQuestion.Pair(before + choice, continuation))
                .toList();
        return new TaskQuestion.Choice(
                number, pairs, choices, TaskForm.index(form.answer(), doc, choices.size()), List.of());
    }

    private List<Map<String, JsonValue>> draw(Map<String, JsonValue> asked) {
        if (shots == 0) {
            return List.of();
        }
        if (task.first()) {
            return others(examples, asked);
        }
        List<Map<String, JsonValue>> drawn = new ArrayList<>();
        Arrays.stream(random.sample(examples.size(), fromTest ? shots + 1 : shots))
                .forEach(i -> drawn.add(examples.get(i)));
        return others(drawn, asked);
    }

    private List<Map<String, JsonValue>> others(List<Map<String, JsonValue>> from, Map<String, JsonValue> asked) {
        return from.stream()
                .filter(each -> !fromTest || !each.equals(asked))
                .limit(shots)
                .toList();
    }
}
