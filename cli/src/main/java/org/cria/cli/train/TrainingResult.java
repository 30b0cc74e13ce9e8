package org.cria.cli.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.cria.kernels.Count;
import org.cria.model.train.TrainingCurve;
import org.cria.model.train.TrainingRun;

/** What a training came to, in a few lines, or as JSON. */
public final class TrainingResult {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int CURVE = 60;

    private TrainingResult() {}

    /**
     * Tells it.
     *
     * @param lines where text goes
     * @param unit what was measured, such as {@code perplexity}
     */
    public static void tell(
            TrainingRun.Outcome outcome, TrainingProgress progress, PrintWriter lines, String unit, boolean json) {
        TrainingCurve curve = outcome.curve();
        List<TrainingCurve.Measured> measured = curve.measured();
        if (json) {
            ObjectNode end = MAPPER.createObjectNode()
                    .put("end", outcome.end().name().toLowerCase(Locale.ROOT))
                    .put("steps", curve.steps());
            curve.best()
                    .ifPresent(best -> end.put(
                                    unit + "_before",
                                    progress.value(measured.getFirst().loss()))
                            .put(unit + "_after", progress.value(best.loss()))
                            .put("best_after", best.step()));
            progress.print(end);
            return;
        }
        progress.close();
        String why = switch (outcome.end()) {
            case DONE -> "";
            case NO_BETTER -> ", and ended since nothing better was measured";
            case STOPPED -> ", and can be gone on with: give the same command again";
        };
        lines.printf(Locale.ROOT, "%s%s%n", Count.of(curve.steps(), "step"), why);
        if (curve.steps() > 0) {
            lines.printf(
                    Locale.ROOT,
                    "loss %.3f %s %.3f%n",
                    curve.losses().getFirst(),
                    Sparkline.of(curve.losses(), CURVE),
                    curve.losses().getLast());
        }
        curve.best()
                .filter(_ -> curve.tellsOfLearning())
                .ifPresent(best -> lines.printf(
                        Locale.ROOT,
                        "%s on what is not learned: %.4f before, %.4f after step %d, which is kept%n",
                        unit,
                        progress.value(measured.getFirst().loss()),
                        progress.value(best.loss()),
                        best.step()));
        if (!curve.tellsOfLearning() && !measured.isEmpty() && curve.steps() > 0) {
            lines.printf(
                    Locale.ROOT,
                    "%s on what is not learned: %.4f before; not measured since, so the latest step is kept%n",
                    unit,
                    progress.value(measured.getFirst().loss()));
        }
        lines.flush();
    }
}
