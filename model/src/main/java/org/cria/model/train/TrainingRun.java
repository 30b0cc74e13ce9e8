package org.cria.model.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.Control;
import org.jspecify.annotations.Nullable;

/**
 * A training from its first step to its last, in a folder of its own. What it writes there is whole at any moment, and a run that finds the
 * folder of one that was interrupted goes on with it: to the same bits as without the interruption.
 *
 * @param student who learns
 * @param data to learn from
 * @param objective what is to become less
 * @param evaluation of what it does with other examples; without one the latest step is the result, else the best that was measured
 * @param plan how it goes
 * @param saveEvery so many steps
 * @param threads that compute
 */
public record TrainingRun(
        Student student,
        TrainingData data,
        Objective objective,
        Optional<Evaluation> evaluation,
        TrainingPlan plan,
        int saveEvery,
        int threads) {
    static final Control ANEW = new Control("anew");

    /** Why a training ended. */
    public enum End {
        /** All steps are made. */
        DONE,
        /** Nothing better was measured for as long as it was waited. */
        NO_BETTER,
        /** It was asked to. */
        STOPPED
    }

    /**
     * What became of it.
     *
     * @param resumed steps that were made before
     */
    public record Outcome(End end, TrainingCurve curve, int resumed) {}

    /**
     * Trains.
     *
     * @param folder made where it is missing
     * @param settings that decide what is computed, by name: a training with others is not gone on with
     * @throws org.cria.kernels.CriaException if the folder has another training, or the loss is no number any more
     */
    public Outcome into(Path folder, Map<String, String> settings, TrainingListener listener) throws IOException {
        Files.createDirectories(folder);
        Checkpoint checkpoint = Checkpoint.in(folder, settings);
        int longest = evaluation
                .map(measured -> Math.max(data.longest(), measured.data().longest()))
                .orElse(data.longest());
        try (Trainer trainer = new Trainer(
                student.program(), student.parameters(), data.examples(), objective, plan, longest, threads)) {
            List<float[]> best = new ArrayList<>();
            Optional<TrainingCurve> before = checkpoint.read(student.parameters(), best);
            Course course =
                    new Course(trainer, checkpoint, folder, listener, best, before.orElse(TrainingCurve.empty()));
            End end = course.run();
            return new Outcome(
                    end, course.curve, before.map(TrainingCurve::steps).orElse(0));
        }
    }

    /** Whether a folder has a training to go on with. */
    public static boolean isIn(Path folder) {
        return Files.exists(Checkpoint.in(folder, Map.of()).file());
    }

    /** Takes a training away from its folder, so that the next one begins anew. */
    public static void forget(Path folder) throws IOException {
        Files.deleteIfExists(Checkpoint.in(folder, Map.of()).file());
    }

    /** A training under way. */
    private final class Course {
        private final Trainer trainer;
        private final Checkpoint checkpoint;
        private final Path folder;
        private final TrainingListener listener;
        /** Values of all parameters when the lowest loss was measured; empty where none was. */
        private final List<float[]> best;

        private TrainingCurve curve;

        Course(
                Trainer trainer,
                Checkpoint checkpoint,
                Path folder,
                TrainingListener listener,
                List<float[]> best,
                TrainingCurve curve) {
            this.trainer = trainer;
            this.checkpoint = checkpoint;
            this.folder = folder;
            this.listener = listener;
            this.best = best;
            this.curve = curve;
        }

        End run() throws IOException {
            if (curve.measured().isEmpty()) {
                measure();
            }
            End end = end();
            while (end == null) {
                Trainer.Step step = trainer.step(curve.steps());
                curve = curve.with(step.loss());
                listener.stepDone(curve, step.rate(), step.norm(), step.tokens());
                boolean last = curve.steps() == plan.steps();
                if (last
                        || evaluation
                                .filter(each -> curve.steps() % each.every() == 0)
                                .isPresent()) {
                    measure();
                }
                end = end();
                if (end == null && saveEvery > 0 && curve.steps() % saveEvery == 0) {
                    save();
                }
            }
            save();
            return end;
        }

        private @Nullable End end() {
            if (curve.steps() >= plan.steps()) {
                return End.DONE;
            }
            int patience = evaluation.map(Evaluation::patience).orElse(0);
            if (patience > 0 && curve.sinceBest() >= patience) {
                return End.NO_BETTER;
            }
            return listener.goesOn() ? null : End.STOPPED;
        }

        private void measure() {
            if (evaluation.isEmpty()) {
                return;
            }
            Evaluation measured = evaluation.get();
            double loss = trainer.loss(measured.data().examples(), measured.objective());
            curve = curve.with(new TrainingCurve.Measured(curve.steps(), loss));
            if (curve.sinceBest() == 0) {
                best.clear();
                student.parameters()
                        .forEach(parameter -> best.add(parameter.values().clone()));
            }
            listener.measured(curve);
        }

        private void save() throws IOException {
            List<float[]> latest =
                    student.parameters().stream().map(Parameter::values).toList();
            // Before anything that was learned is measured, the best is the beginning, which is nothing to try.
            student.write(curve.tellsOfLearning() ? best : latest, folder);
            checkpoint.write(curve, student.parameters(), best);
            listener.saved(folder, curve);
        }
    }
}
