package org.cria.model.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/**
 * What became of the loss so far.
 *
 * @param losses of each step
 * @param measured of the examples that are not learned, in the order of steps
 */
public record TrainingCurve(List<Double> losses, List<Measured> measured) {
    /**
     * A measurement.
     *
     * @param step after how many steps
     * @param loss the mean of the predictions, in nats
     */
    public record Measured(int step, double loss) {}

    public TrainingCurve {
        losses = List.copyOf(losses);
        measured = List.copyOf(measured);
    }

    static TrainingCurve empty() {
        return new TrainingCurve(List.of(), List.of());
    }

    /** How many steps are made. */
    public int steps() {
        return losses.size();
    }

    /** The lowest that was measured, the first of equal ones; one without measurements has none. */
    public Optional<Measured> best() {
        Measured best = null;
        for (Measured each : measured) {
            best = best == null || each.loss < best.loss ? each : best;
        }
        return Optional.ofNullable(best);
    }

    /** Whether something was measured of what was learned, and not only before. */
    public boolean tellsOfLearning() {
        return measured.stream().anyMatch(each -> each.step() > 0);
    }

    /** How many measurements came after the best one. */
    int sinceBest() {
        return best().map(best -> measured.size() - 1 - measured.indexOf(best)).orElse(0);
    }

    TrainingCurve with(double loss) {
        List<Double> longer = new ArrayList<>(losses);
        longer.add(loss);
        return new TrainingCurve(longer, measured);
    }

    TrainingCurve with(Measured more) {
        List<Measured> longer = new ArrayList<>(measured);
        longer.add(more);
        return new TrainingCurve(losses, longer);
    }

    String json() {
        return "{\"losses\": " + losses + ", \"measured\": "
                + measured.stream()
                        .map(each -> "[" + each.step + ", " + each.loss + "]")
                        .collect(Collectors.joining(", ", "[", "]"))
                + "}";
    }

    static TrainingCurve of(Map<String, JsonValue> members) {
        List<Double> losses = numbers(members.getOrDefault("losses", new JsonValue.Null()));
        List<Measured> measured = new ArrayList<>();
        for (JsonValue each : items(members.getOrDefault("measured", new JsonValue.Null()))) {
            List<Double> pair = numbers(each);
            measured.add(new Measured(pair.getFirst().intValue(), pair.getLast()));
        }
        return new TrainingCurve(losses, measured);
    }

    private static List<JsonValue> items(JsonValue value) {
        if (value instanceof JsonValue.Array(List<JsonValue> items)) {
            return items;
        }
        throw new CriaException("a checkpoint's curve is " + value + ", expected numbers. Begin the training anew.");
    }

    private static List<Double> numbers(JsonValue value) {
        return items(value).stream()
                .map(item ->
                        item instanceof JsonValue.Numeric(var number, String _) ? number.doubleValue() : Double.NaN)
                .toList();
    }
}
