package org.cria.cli.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.PromptProgress;
import org.cria.model.train.TrainingCurve;
import org.cria.model.train.TrainingListener;

/** Tells how a training goes: in a line that changes, in one now and then where there is no terminal, or as JSON. Ctrl-C ends it. */
public final class TrainingProgress implements TrainingListener {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int CURVE = 24;
    /** Lines of a whole training where there is no terminal. */
    private static final int LINES = 20;

    private static final int SMOOTHED = 8;

    private final PrintWriter out;
    private final PrintWriter lines;
    private final boolean json;
    private final boolean terminal;
    private final int steps;
    private final String unit;
    private final long start = System.nanoTime();
    private volatile boolean stopped;
    private int made;
    private long tokens;
    private int shown;

    /**
     * Begins to tell.
     *
     * @param out where JSON goes
     * @param lines where text goes
     * @param steps of the whole training
     * @param unit what is measured, such as {@code perplexity}
     */
    public TrainingProgress(PrintWriter out, PrintWriter lines, boolean json, int steps, String unit) {
        this.out = out;
        this.lines = lines;
        this.json = json;
        this.steps = steps;
        this.unit = unit;
        this.terminal = PromptProgress.onTerminal();
        Interrupts.onEnd(() -> {
            stopped = true;
            return true;
        });
        Interrupts.onCtrlC(this::stop);
    }

    private boolean stop() {
        if (stopped) {
            return false;
        }
        stopped = true;
        lines.println("\n[ This step is finished, and all is saved. Ctrl-C again leaves at once. ]");
        lines.flush();
        return true;
    }

    /** Whether somebody asked for its end. */
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public boolean goesOn() {
        return !stopped;
    }

    @Override
    public void stepDone(TrainingCurve curve, double rate, double norm, long read) {
        made++;
        tokens += read;
        double seconds = (System.nanoTime() - start) / 1e9;
        if (json) {
            print(MAPPER.createObjectNode()
                    .put("step", curve.steps())
                    .put("steps", steps)
                    .put("loss", curve.losses().getLast())
                    .put("rate", rate)
                    .put("norm", norm)
                    .put("tokens", read)
                    .put("seconds", seconds));
        } else if (terminal) {
            show(line(curve, seconds));
        } else if (curve.steps() == 1 || curve.steps() % Math.max(1, steps / LINES) == 0) {
            lines.println(line(curve, seconds));
            lines.flush();
        }
    }

    private String line(TrainingCurve curve, double seconds) {
        List<Double> losses = curve.losses();
        double recent = losses.subList(Math.max(0, losses.size() - SMOOTHED), losses.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
        long left = Math.round(seconds / made * (steps - curve.steps()));
        return String.format(
                Locale.ROOT,
                "step %d/%d  loss %.3f  %s  %.0f tokens/s  %d:%02d left",
                curve.steps(),
                steps,
                recent,
                Sparkline.of(losses, CURVE),
                tokens / seconds,
                left / 60,
                left % 60);
    }

    private void show(String line) {
        lines.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        lines.flush();
        shown = line.length();
    }

    private void say(String line) {
        if (shown > 0) {
            lines.print("\r" + " ".repeat(shown) + "\r");
            shown = 0;
        }
        lines.println(line);
        lines.flush();
    }

    @Override
    public void measured(TrainingCurve curve) {
        TrainingCurve.Measured latest = curve.measured().getLast();
        if (json) {
            print(MAPPER.createObjectNode().put("measured_after", latest.step()).put("loss", latest.loss()));
        } else {
            say(String.format(
                    Locale.ROOT,
                    "%s: %s %.4f on what is not learned",
                    latest.step() == 0 ? "before" : "after step " + latest.step(),
                    unit,
                    value(latest.loss())));
        }
    }

    /** What is told of a loss. */
    public double value(double loss) {
        return unit.equals("perplexity") ? Math.exp(loss) : loss;
    }

    @Override
    public void saved(Path folder, TrainingCurve curve) {
        if (json) {
            print(MAPPER.createObjectNode().put("saved_after", curve.steps()).put("folder", folder.toString()));
        }
    }

    /** Ends the line that changes. */
    public void close() {
        if (shown > 0) {
            lines.println();
            lines.flush();
            shown = 0;
        }
    }

    /** Prints an object on a line of its own. */
    void print(ObjectNode object) {
        out.println(object);
        out.flush();
    }
}
