package org.cria.model.eval;

import java.util.List;

/**
 * What was found on one part of a task.
 *
 * @param name {@code mmlu_anatomy}
 * @param part {@code anatomy}; empty where the task has none
 * @param shots examples before each question
 * @param documents in the data set, of which some may not have been asked about
 * @param cut prompts that were too long for the model's context: their beginnings were left out
 */
public record TaskResult(
        EvalTask task, String name, String part, int shots, int documents, List<Sample> samples, int cut) {
    /** The names of its figures, {@code acc,none}. */
    public List<String> figures() {
        return List.copyOf(samples.getFirst().scores().keySet());
    }

    /** The mean of a figure. */
    public double mean(String figure) {
        return samples.stream()
                .mapToDouble(sample -> sample.score(figure))
                .average()
                .orElse(Double.NaN);
    }

    /** The standard error of the mean, from the deviation of the sample; NaN for a single one. */
    public double standardError(String figure) {
        double mean = mean(figure);
        double squares = samples.stream()
                .mapToDouble(sample -> Math.pow(sample.score(figure) - mean, 2))
                .sum();
        int count = samples.size();
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
