package org.cria.model.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.adherence.Adherence;
import org.cria.model.adherence.Probe;
import org.cria.model.adherence.Script;
import org.cria.model.forward.Session;
import org.cria.model.measure.Chunks;
import org.cria.model.measure.Perplexity;
import org.cria.model.storage.FileFault;

/** What commands of their own measure, as figures of a task. */
final class ModelMeasures {
    private final Model model;
    private final EvalSettings settings;

    ModelMeasures(Model model, EvalSettings settings) {
        this.model = model;
        this.settings = settings;
    }

    /** How well the model predicts a text; empty if it ended early. */
    Optional<TaskResult> perplexity(EvalTask task, TaskForm.Predicted form, Path file, Progress progress) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new CriaException(
                    file + ": cannot be read (" + FileFault.of(e) + "), expected a text in UTF-8. Check the file.", e);
        }
        int window = Math.min(form.window(), model.contextSize());
        int limit = settings.limit().orElse(-1);
        Chunks chunks;
        try {
            chunks = Chunks.of(model.tokenizer().prompt(text), window, limit);
        } catch (CriaException e) {
            throw e.at(file.toString());
        }
        boolean[] ended = {!progress.goOn(0, chunks.count())};
        if (ended[0]) {
            return Optional.empty();
        }
        try (Session session = model.newSession()) {
            Perplexity found =
                    Perplexity.measure(chunks, session, model.tokenizer().vocabulary(), (chunk, _) -> {
                        ended[0] = !progress.goOn(chunk + 1, chunks.count()) && chunk + 1 < chunks.count();
                        return !ended[0];
                    });
            var estimates = Map.of("perplexity,none", new TaskResult.Estimate(found.value(), found.error()));
            return ended[0]
                    ? Optional.empty()
                    : Optional.of(new TaskResult(task, task.name(), "", 0, chunks.count(), List.of(), 0, estimates));
        }
    }

    /** How long system texts last; empty if it ended early. */
    Optional<TaskResult> adherence(EvalTask task, TaskForm.Kept form, Progress progress) {
        int window = Math.min(form.window(), model.contextSize());
        int turns = Math.min(form.turns(), settings.limit().orElse(form.turns()));
        boolean[] ended = {false};
        Adherence found = new Probe(model, settings.chat(), Script.ALL, turns, form.tokens(), window)
                .run((done, all) -> {
                    ended[0] = !progress.goOn(done, all) && done < all;
                    return !ended[0];
                });
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < found.marks().size(); i++) {
            Adherence.Mark mark = found.marks().get(i);
            String figure = "kept," + mark.policy().name().toLowerCase(Locale.ROOT);
            TaskQuestion.Writing question =
                    new TaskQuestion.Writing(i, mark.script().system(), "turn " + mark.turn());
            samples.add(new Sample(question, List.of(), mark.answer(), Map.of(figure, mark.kept() ? 1.0 : 0.0)));
        }
        return ended[0]
                ? Optional.empty()
                : Optional.of(new TaskResult(task, task.name(), "", 0, samples.size(), samples, 0));
    }
}
