package org.cria.model.eval;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What was found on one part of a task.
 *
 * @param name {@code mmlu_anatomy}
 * @param part {@code anatomy}; empty where the task has none
 * @param shots examples before each question
 * @param documents in the data set, of which some may not have been asked about
 * @param cut prompts that were too long for the model's context: their beginnings were left out
 * @param estimates figures that are no means over answers
 */
public record TaskResult(
        EvalTask task,
        String name,
        String part,
        int shots,
        int documents,
        List<Sample> samples,
        int cut,
        Map<String, Estimate> estimates) {
    /**
     * A figure.
     *
     * @param error its standard error; NaN where there is none
     */
    public record Estimate(double value, double error) {}

    /** Where all figures are means over answers. */
    public TaskResult(
            EvalTask task, String name, String part, int shots, int documents, List<Sample> samples, int cut) {
        this(task, name, part, shots, documents, samples, cut, Map.of());
    }

    /** The names of its figures, {@code acc,none}. */
    public List<String> figures() {
        Set<String> all = new LinkedHashSet<>(estimates.keySet());
        samples.forEach(sample -> all.addAll(sample.scores().keySet()));
        return new ArrayList<>(all);
    }

    /** How many answers, or pieces of a text, a figure is found on. */
    public int count(String figure) {
        return estimates.containsKey(figure) || samples.isEmpty()
                ? asked()
                : with(figure).size();
    }

    /** How many documents, or pieces of a text, were asked about. */
    public int asked() {
        return samples.isEmpty()
                ? documents
                : (int) samples.stream()
                        .map(sample -> sample.question().doc())
                        .distinct()
                        .count();
    }

    private List<Sample> with(String figure) {
        return samples.stream()
                .filter(sample -> sample.scores().containsKey(figure))
                .toList();
    }

    /** The mean of a figure. */
    public double mean(String figure) {
        if (estimates.containsKey(figure)) {
            return Objects.requireNonNull(estimates.get(figure)).value();
        }
        double sum = 0;
        double weights = 0;
        for (Sample sample : with(figure)) {
            int weight = sample.weights().getOrDefault(figure, 1);
            sum += sample.score(figure) * weight;
            weights += weight;
        }
        return weights == 0 ? Double.NaN : sum / weights;
    }

    /** The standard error of the mean, from the deviation of the sample; NaN for a single one, and where answers have weights. */
    public double standardError(String figure) {
        if (estimates.containsKey(figure)) {
            return Objects.requireNonNull(estimates.get(figure)).error();
        }
        List<Sample> own = with(figure);
        if (own.stream().anyMatch(sample -> sample.weights().containsKey(figure))) {
            return Double.NaN;
        }
        double mean = mean(figure);
        double squares = own.stream()
                .mapToDouble(sample -> Math.pow(sample.score(figure) - mean, 2))
                .sum();
        int count = own.size();
        return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1)) / Math.sqrt(count);
    }

    /** The mean over several parts, each sample of one weight. */
    public static double mean(List<TaskResult> parts, String figure) {
        double sum = 0;
        int count = 0;
        for (TaskResult part : parts) {
            sum += part.mean(figure) * part.samples.size();
            count += part.samples.size();
        }
        return sum / count;
    }

    /** Its standard error, from the pooled variance of the parts. */
    public static double standardError(List<TaskResult> parts, String figure) {
        double variance = 0;
        int count = 0;
        for (TaskResult part : parts) {
            int size = part.samples.size();
            variance += (size - 1.0) * Math.pow(part.standardError(figure), 2) * size;
            count += size;
        }
        return count <= parts.size() ? Double.NaN : Math.sqrt(variance / (count - parts.size()) / count);
    }
}
