package org.cria.cli.eval;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.eval.EvalTask;
import org.cria.model.eval.Likelihood;
import org.cria.model.eval.Sample;
import org.cria.model.eval.TaskQuestion;
import org.cria.model.eval.TaskResult;

/** The figures of a run as lm-evaluation-harness writes them, and its samples, an object on each line. */
public final class EvalJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EvalJson() {}

    /**
     * The results as one object.
     *
     * @param seed of the draws of examples
     */
    public static String results(String model, List<TaskResult> results, long seed) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode all = root.putObject("results");
        for (ScoreRows.Row row : ScoreRows.of(results)) {
            ObjectNode own = all.has(row.name()) ? (ObjectNode) all.get(row.name()) : all.putObject(row.name());
            own.put("alias", " ".repeat(row.depth()) + row.name()).put("sample_len", row.documents());
            own.put(row.figure(), row.value());
            String error = row.metric() + "_stderr," + row.filter();
            if (Double.isNaN(row.error())) {
                own.put(error, "N/A");
            } else {
                own.put(error, row.error());
            }
        }
        groups(root.putObject("group_subtasks"), results);
        ObjectNode versions = root.putObject("versions");
        ObjectNode shots = root.putObject("n-shot");
        ObjectNode better = root.putObject("higher_is_better");
        ObjectNode counts = root.putObject("n-samples");
        for (TaskResult result : results) {
            versions.put(result.name(), result.task().version());
            shots.put(result.name(), result.shots());
            ObjectNode metrics = better.putObject(result.name());
            result.figures()
                    .forEach(figure ->
                            metrics.put(figure.substring(0, figure.indexOf(',')), !figure.startsWith("perplexity")));
            counts.putObject(result.name())
                    .put("original", result.documents())
                    .put("effective", result.asked())
                    .put("truncated", result.cut());
        }
        root.putObject("config").put("model", "cria").put("model_args", model).put("fewshot_seed", seed);
        return root.toPrettyString();
    }

    private static void groups(ObjectNode groups, List<TaskResult> results) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (TaskResult result : results) {
            EvalTask task = result.task();
            task.groups().forEach((group, parts) -> {
                if (parts.contains(result.part())) {
                    List<String> own = members.computeIfAbsent(task.name(), _ -> new ArrayList<>());
                    if (!own.contains(task.nameOf(group))) {
                        own.add(task.nameOf(group));
                    }
                    members.computeIfAbsent(task.nameOf(group), _ -> new ArrayList<>())
                            .add(result.name());
                }
            });
        }
        members.forEach((group, names) -> {
            ArrayNode list = groups.putArray(group);
            names.forEach(list::add);
        });
    }

    /** All samples of a part, a line for each. */
    public static String samples(TaskResult result) {
        StringBuilder lines = new StringBuilder();
        for (Sample sample : result.samples()) {
            ObjectNode node = MAPPER.createObjectNode();
            node.put("task", result.name()).put("doc_id", sample.question().doc());
            switch (sample.question()) {
                case TaskQuestion.Choice choice -> {
                    node.put("target", choice.right());
                    ArrayNode pairs = node.putArray("arguments");
                    choice.pairs()
                            .forEach(
                                    pair -> pairs.addArray().add(pair.context()).add(pair.continuation()));
                    ArrayNode answers = node.putArray("resps");
                    for (Likelihood each : sample.likelihoods()) {
                        answers.addArray().add(each.sum()).add(each.greedy());
                    }
                }
                case TaskQuestion.Writing writing -> {
                    node.put("target", writing.target());
                    node.putArray("arguments").addArray().add(writing.prompt());
                    node.putArray("resps").add(sample.text());
                }
            }
            ObjectNode scores = node.putObject("metrics");
            sample.scores().forEach(scores::put);
            lines.append(node).append('\n');
        }
        return lines.toString();
    }
}
