package org.cria.cli.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.eval.EvalTask;
import org.cria.model.eval.TaskResult;

/** The figures of a run in the order of its tables: each part, and before the parts of a task the task and its groups. */
final class ScoreRows {
    /**
     * One figure.
     *
     * @param name of a part, a group or a task
     * @param depth how far below a task: 0 to 2
     * @param figure {@code acc,none}
     * @param error the standard error; NaN where there is none
     * @param documents that were asked about
     */
    record Row(String name, int depth, int shots, String figure, double value, double error, int documents) {
        /** {@code acc}. */
        String metric() {
            return figure.substring(0, figure.indexOf(','));
        }

        /** {@code none}. */
        String filter() {
            return figure.substring(figure.indexOf(',') + 1);
        }

        /** {@code acc}, or {@code exact_match, strict-match} where there are several. */
        String title() {
            return filter().equals("none") ? metric() : metric() + ", " + filter();
        }
    }

    private ScoreRows() {}

    static List<Row> of(List<TaskResult> results) {
        List<Row> rows = new ArrayList<>();
        Map<String, List<TaskResult>> byTask = new LinkedHashMap<>();
        results.forEach(result -> byTask.computeIfAbsent(result.task().name(), _ -> new ArrayList<>())
                .add(result));
        byTask.forEach((name, parts) -> {
            EvalTask task = parts.getFirst().task();
            if (task.groups().isEmpty()) {
                parts.forEach(part -> add(rows, name, 0, List.of(part)));
                return;
            }
            add(rows, name, 0, parts);
            task.groups().forEach((group, members) -> {
                List<TaskResult> own = parts.stream()
                        .filter(part -> members.contains(part.part()))
                        .toList();
                if (!own.isEmpty()) {
                    add(rows, task.nameOf(group), 1, own);
                    own.forEach(part -> add(rows, part.name(), 2, List.of(part)));
                }
            });
        });
        return rows;
    }

    private static void add(List<Row> rows, String name, int depth, List<TaskResult> parts) {
        TaskResult first = parts.getFirst();
        for (String figure : first.figures()) {
            int documents = parts.stream().mapToInt(part -> part.count(figure)).sum();
            double value = parts.size() == 1 ? first.mean(figure) : TaskResult.mean(parts, figure);
            double error = parts.size() == 1 ? first.standardError(figure) : TaskResult.standardError(parts, figure);
            rows.add(new Row(name, depth, first.shots(), figure, value, error, documents));
        }
    }
}
