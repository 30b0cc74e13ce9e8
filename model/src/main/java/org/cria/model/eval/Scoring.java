package org.cria.model.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;

/** What answers count, as the harness counts them. */
final class Scoring {
    private static final String NO_FILTER = ",none";

    private Scoring() {}

    /** Of choices. */
    static Map<String, Double> choice(EvalTask task, TaskQuestion.Choice question, List<Likelihood> found) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Metric metric : task.metrics()) {
            double score = switch (metric) {
                case ACC -> right(question, i -> found.get(i).sum());
                case ACC_NORM ->
                    right(
                            question,
                            i -> found.get(i).sum() / length(question.choices().get(i)));
                case MC2 -> trueShare(question, found);
                case EXACT_MATCH -> throw new IllegalArgumentException("a choice is no text");
            };
            scores.put(metric.title() + NO_FILTER, score);
        }
        return scores;
    }

    /** In characters, as Python counts them. */
    private static double length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Of equal ones the first is chosen. */
    private static double right(TaskQuestion.Choice question, IntToDoubleFunction value) {
        int best = 0;
        for (int i = 1; i < question.choices().size(); i++) {
            best = value.applyAsDouble(i) > value.applyAsDouble(best) ? i : best;
        }
        return best == question.right() ? 1 : 0;
    }

    private static double trueShare(TaskQuestion.Choice question, List<Likelihood> found) {
        double all = 0;
        double said = 0;
        for (int i = 0; i < found.size(); i++) {
            double probability = Math.exp(found.get(i).sum());
            all += probability;
            said += question.labels().get(i) ? probability : 0;
        }
        return said / all;
    }

    /** Of a text: a figure for each way to take the answer out of it. */
    static Map<String, Double> writing(TaskForm.Generation form, TaskQuestion.Writing question, String text) {
        Map<String, Double> scores = new LinkedHashMap<>();
        String title = Metric.EXACT_MATCH.title();
        if (form.extractions().isEmpty()) {
            scores.put(title + NO_FILTER, same(form, text, question.target()));
        }
        for (Extraction extraction : form.extractions()) {
            scores.put(title + "," + extraction.name(), same(form, extraction.of(text), question.target()));
        }
        return scores;
    }

    private static double same(TaskForm.Generation form, String found, String target) {
        return plain(form, found).equals(plain(form, target)) ? 1 : 0;
    }

    private static String plain(TaskForm.Generation form, String text) {
        String plain = text;
        for (Pattern each : form.ignored()) {
            plain = each.matcher(plain).replaceAll("");
        }
        return form.ignoreCase() ? plain.toLowerCase(Locale.ROOT) : plain;
    }
}
