package org.cria.cli.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cria.cli.report.Table;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.model.storage.FileFault;

/** Two files of samples, question by question: what the second model gained and lost, and whether that may be chance. */
public final class SamplePairs {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Chances of one in twenty are usual. */
    private static final double CHANCE = 0.05;

    /** The questions of one figure that both files have. */
    private static final class Figure {
        private final List<Double> before = new ArrayList<>();
        private final List<Double> after = new ArrayList<>();
        private final List<Integer> gained = new ArrayList<>();
        private final List<Integer> lost = new ArrayList<>();

        void add(int doc, double one, double other) {
            before.add(one);
            after.add(other);
            if (other > one) {
                gained.add(doc);
            } else if (other < one) {
                lost.add(doc);
            }
        }
    }

    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private int alone;

    private SamplePairs() {}

    /**
     * Reads two files that {@code --samples} wrote.
     *
     * @throws CriaException if one cannot be read, or they share no question
     */
    public static SamplePairs of(Path one, Path other) {
        Map<String, JsonNode> before = read(one);
        Map<String, JsonNode> after = read(other);
        SamplePairs pairs = new SamplePairs();
        before.forEach((question, sample) -> {
            JsonNode partner = after.get(question);
            if (partner == null) {
                pairs.alone++;
            } else {
                pairs.add(sample, partner);
            }
        });
        pairs.alone += (int) after.keySet().stream()
                .filter(question -> !before.containsKey(question))
                .count();
        if (pairs.figures.isEmpty()) {
            throw new CriaException(one + " and " + other + ": no question is in both, expected samples of the same"
                    + " tasks with the same prompts. Write both with the same tasks, shots and seed.");
        }
        return pairs;
    }

    private void add(JsonNode one, JsonNode other) {
        one.get("metrics").properties().forEach(metric -> {
            JsonNode partner = other.get("metrics").get(metric.getKey());
            if (partner != null) {
                figures.computeIfAbsent(one.get("task").asText() + " " + metric.getKey(), _ -> new Figure())
                        .add(one.get("doc_id").asInt(), metric.getValue().asDouble(), partner.asDouble());
            }
        });
    }

    /** By what was asked: the prompts too, for a number alone does not say that it is the same question. */
    private static Map<String, JsonNode> read(Path file) {
        Map<String, JsonNode> samples = new LinkedHashMap<>();
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                JsonNode sample = MAPPER.readTree(line);
                if (!isSample(sample)) {
                    throw new CriaException(file + ", line " + number + ": found no sample, expected an object with"
                            + " task, doc_id and metrics. Write the file with --samples.");
                }
                samples.put(sample.get("task").asText() + sample.get("doc_id") + sample.get("arguments"), sample);
            }
        } catch (JsonProcessingException e) {
            throw new CriaException(
                    file + ", line " + number + ": is no JSON, expected a sample. Write the file with --samples.", e);
        } catch (IOException e) {
            throw new CriaException(file + ": cannot be read (" + FileFault.of(e) + "). Check the name.", e);
        }
        return samples;
    }

    private static boolean isSample(JsonNode sample) {
        return sample.path("metrics").isObject()
                && sample.path("task").isTextual()
                && sample.path("doc_id").isInt();
    }

    /** Whether a line is what {@code --samples} writes. */
    static boolean isSample(String line) {
        try {
            return isSample(MAPPER.readTree(line));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** A row for each figure of each part, and which questions changed. */
    public String text() {
        Table table = new Table("task", "figure", ">n", ">A", ">B", ">B - A", ">gained", ">lost", ">p", "");
        StringBuilder changes = new StringBuilder();
        figures.forEach((name, figure) -> {
            int space = name.indexOf(' ');
            double one = mean(figure.before);
            double other = mean(figure.after);
            double chance = chance(figure.gained.size(), figure.lost.size());
            table.row(
                    name.substring(0, space),
                    name.substring(space + 1).replace(",none", ""),
                    String.valueOf(figure.before.size()),
                    number(one),
                    number(other),
                    String.format(Locale.ROOT, "%+.4f", other - one),
                    String.valueOf(figure.gained.size()),
                    String.valueOf(figure.lost.size()),
                    number(chance),
                    chance < CHANCE ? "*" : "");
            if (!figure.gained.isEmpty() || !figure.lost.isEmpty()) {
                changes.append(name)
                        .append(": gained ")
                        .append(figure.gained)
                        .append(", lost ")
                        .append(figure.lost)
                        .append('\n');
            }
        });
        return table.text("")
                + "\np: how likely chance alone divides gained and lost so unevenly (sign test); *: below "
                + CHANCE + "\n" + (changes.isEmpty() ? "no question changed\n" : "\n" + changes)
                + (alone > 0 ? Count.of(alone, "question is", "questions are") + " in one file only\n" : "");
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** The exact sign test, of both sides: McNemar's for right and wrong answers. 1 where nothing changed. */
    static double chance(int gained, int lost) {
        int count = gained + lost;
        double log = count * Math.log(0.5);
        double sum = 0;
        for (int i = 0; i <= Math.min(gained, lost); i++) {
            sum += Math.exp(log);
            log += Math.log((count - i) / (i + 1.0));
        }
        return Math.min(1, 2 * sum);
    }
}
