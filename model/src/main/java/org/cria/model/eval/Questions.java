package org.cria.model.eval;

import java.nio.file.Path;
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
    private final Examples examples;
    private final int shots;
    private final PythonRandom random;

    /**
     * Documents to draw from.
     *
     * @param file that has them
     * @param areAsked whether these are the ones that are asked about: none is an example of itself
     */
    record Examples(Path file, List<Map<String, JsonValue>> documents, boolean areAsked) {}

    /**
     * Of one part of a task.
     *
     * @param form of the task
     */
    Questions(EvalTask task, TaskForm.Shown form, String part, Examples examples, int shots, long seed) {
        this.task = task;
        this.form = form;
        this.part = part;
        this.examples = examples;
        this.shots = shots;
        this.random = new PythonRandom(seed);
        int needed = shots + (examples.areAsked() && shots > 0 ? 1 : 0);
        int found = examples.documents().size();
        if (shots > 0 && found < needed) {
            throw new CriaException(task.nameOf(part) + ": the data set for examples has " + Count.of(found, "document")
                    + ", expected at least " + needed + ". Ask for fewer examples, or give the whole set.");
        }
    }

    /**
     * The next one: examples are drawn in the order of the documents.
     *
     * @param number of the document in its file
     */
    TaskQuestion of(int number, Map<String, JsonValue> plain, Path file) {
        StringBuilder shown = new StringBuilder();
        for (Map<String, JsonValue> example : draw(plain)) {
            shown.append(shown(example)).append(BETWEEN);
        }
        try {
            return question(number, task.complete(plain, part), shown.toString());
        } catch (CriaException e) {
            throw e.at(Documents.place(file, number));
        }
    }

    private TaskQuestion question(int number, Map<String, JsonValue> doc, String shown) {
        String before = task.description().of(doc) + shown;
        return switch (form) {
            case TaskForm.Choice choice -> choice(number, before, doc, choice);
            case TaskForm.Blank blank -> blank(number, before, doc, blank);
            case TaskForm.Generation writing ->
                new TaskQuestion.Writing(
                        number,
                        before + writing.text().of(doc),
                        writing.answer().of(doc));
        };
    }

    private String shown(Map<String, JsonValue> example) {
        try {
            return form.example(task.complete(example, part));
        } catch (CriaException e) {
            throw e.at(Documents.place(examples.file(), examples.documents().indexOf(example)));
        }
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
            throw new CriaException("the document has " + labels.size() + " labels for " + choices.size()
                    + " choices, expected one for each. Correct the task or the data set.");
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
            return others(examples.documents(), asked);
        }
        List<Map<String, JsonValue>> drawn = new ArrayList<>();
        Arrays.stream(random.sample(examples.documents().size(), examples.areAsked() ? shots + 1 : shots))
                .forEach(i -> drawn.add(examples.documents().get(i)));
        return others(drawn, asked);
    }

    private List<Map<String, JsonValue>> others(List<Map<String, JsonValue>> from, Map<String, JsonValue> asked) {
        return from.stream()
                .filter(each -> !examples.areAsked() || !each.equals(asked))
                .limit(shots)
                .toList();
    }
}
