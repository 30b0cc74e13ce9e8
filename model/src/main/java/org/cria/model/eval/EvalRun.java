package org.cria.model.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.Model;

/** Runs tasks on a model. For one thread. */
public final class EvalRun implements AutoCloseable {
    private final Model model;
    private final EvalSettings settings;
    private final AnswerLog log;
    private final PairEncoder encoder;
    private final Likelihoods likelihoods;
    private final String identity;
    private final AnswerWriter writer;

    /** @param log of what was answered before */
    public EvalRun(Model model, EvalSettings settings, AnswerLog log) {
        this.model = model;
        this.settings = settings;
        this.log = log;
        this.encoder = new PairEncoder(
                model.tokenizer(), settings.bos().begins(model.tokenizer().vocabulary()), model.contextSize());
        this.likelihoods = new Likelihoods(model.engine());
        this.identity = model.fingerprint() + " " + model.device() + " " + model.cacheFormats();
        this.writer = new AnswerWriter(model, settings.slots(), log, identity);
    }

    /** The examples before each question of a task. */
    public int shots(EvalTask task) {
        return task.form() instanceof TaskForm.Shown ? settings.shots().orElse(task.shots()) : 0;
    }

    /**
     * The parts of a task whose data sets are there.
     *
     * @throws CriaException if none is, with where they are had
     */
    public List<String> parts(EvalTask task) {
        List<PartData> all = task.parts().stream()
                .map(part -> PartData.of(task, part, settings.folders()))
                .toList();
        List<String> found = all.stream()
                .filter(part -> part.isComplete(shots(task)))
                .map(PartData::part)
                .toList();
        if (found.isEmpty()) {
            PartData nearest = all.stream()
                    .filter(part -> part.test().isPresent())
                    .findFirst()
                    .orElse(all.getFirst());
            throw nearest.missing(settings.folders());
        }
        return found;
    }

    /**
     * Asks the model about a part of a task.
     *
     * @param progress in questions; what was answered is in the log, when it ends early
     * @return empty when it ended early
     */
    public Optional<TaskResult> run(EvalTask task, String part, Progress progress) {
        PartData data = PartData.of(task, part, settings.folders());
        if (!data.isComplete(shots(task))) {
            throw data.missing(settings.folders());
        }
        return switch (task.form()) {
            case TaskForm.Shown form -> shown(task, form, data, progress);
            case TaskForm.Instructed form ->
                new InstructedRun(model, settings, encoder, writer)
                        .of(task, form, data.test().orElseThrow(), data.documents(), part, progress);
            case TaskForm.Predicted form ->
                new ModelMeasures(model, settings)
                        .perplexity(task, form, data.test().orElseThrow(), progress);
            case TaskForm.Kept form -> new ModelMeasures(model, settings).adherence(task, form, progress);
        };
    }

    private Optional<TaskResult> shown(EvalTask task, TaskForm.Shown shown, PartData data, Progress progress) {
        String part = data.part();
        var documents = data.documents();
        List<TaskQuestion> questions = data.questions(
                shown, documents, shots(task), settings.seed(), settings.limit().orElse(Integer.MAX_VALUE));
        if (questions.isEmpty()) {
            throw new CriaException(task.nameOf(part) + ": the data set has no documents, expected at least one. Give"
                    + " the data set as it is published.");
        }
        Run run = shown instanceof TaskForm.Generation form
                ? write(form, questions, progress)
                : score(task, questions, progress);
        return run.isWhole
                ? Optional.of(new TaskResult(
                        task, task.nameOf(part), part, shots(task), documents.size(), run.samples, run.cut))
                : Optional.empty();
    }

    private record Run(List<Sample> samples, int cut, boolean isWhole) {}

    /** A choice that is asked about. */
    private record Asked(int question, int choice, PairEncoder.Scored scored, String key) {}

    private Run score(EvalTask task, List<TaskQuestion> questions, Progress progress) {
        List<Asked> asked = new ArrayList<>();
        Likelihood[][] found = new Likelihood[questions.size()][];
        for (int i = 0; i < found.length; i++) {
            List<TaskQuestion.Pair> pairs = ((TaskQuestion.Choice) questions.get(i)).pairs();
            found[i] = new Likelihood[pairs.size()];
            for (int j = 0; j < pairs.size(); j++) {
                PairEncoder.Scored scored = encoder.scored(pairs.get(j));
                String key = AnswerLog.key(identity, "likelihood", scored.input(), scored.targets());
                asked.add(new Asked(i, j, scored, key));
            }
        }
        int cut = (int) asked.stream()
                .filter(each -> each.scored.isCut())
                .mapToInt(Asked::question)
                .distinct()
                .count();
        asked.sort((one, other) -> Likelihoods.compare(one.scored, other.scored));
        boolean whole = score(asked, found, progress);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; whole && i < found.length; i++) {
            TaskQuestion.Choice question = (TaskQuestion.Choice) questions.get(i);
            List<Likelihood> own = List.of(found[i]);
            samples.add(new Sample(question, own, "", Scoring.choice(task, question, own)));
        }
        return new Run(samples, cut, whole);
    }

    /** Scores what the log has not, in batches that fit in the cache beside what they share. */
    private boolean score(List<Asked> asked, Likelihood[][] found, Progress progress) {
        List<Asked> batch = new ArrayList<>();
        int tokens = 0;
        int done = 0;
        for (Asked each : asked) {
            Optional<Likelihood> known = log.likelihood(each.key);
            if (known.isPresent()) {
                found[each.question][each.choice] = known.get();
                done++;
                continue;
            }
            int[] input = each.scored.input();
            int more = batch.isEmpty()
                    ? 0
                    : input.length
                            - Likelihoods.shared(input, batch.getLast().scored.input());
            if (!batch.isEmpty() && tokens + more > model.contextSize()) {
                if (!progress.goOn(done, asked.size())) {
                    return false;
                }
                done += score(batch, found);
                batch.clear();
                tokens = 0;
            } else {
                tokens += more;
            }
            batch.add(each);
        }
        if (!progress.goOn(done, asked.size())) {
            return false;
        }
        if (!batch.isEmpty()) {
            score(batch, found);
        }
        progress.goOn(asked.size(), asked.size());
        return true;
    }

    private int score(List<Asked> batch, Likelihood[][] found) {
        List<Likelihood> scores =
                likelihoods.of(batch.stream().map(Asked::scored).toList());
        for (int i = 0; i < scores.size(); i++) {
            Asked each = batch.get(i);
            found[each.question][each.choice] = scores.get(i);
            log.add(each.key, scores.get(i));
        }
        return scores.size();
    }

    private Run write(TaskForm.Generation form, List<TaskQuestion> questions, Progress progress) {
        List<PairEncoder.Prompt> prompts = questions.stream()
                .map(question -> encoder.prompt(question.prompt(), form.tokens()))
                .toList();
        Optional<List<String>> texts = writer.of(prompts, form.until(), form.tokens(), progress);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; texts.isPresent() && i < prompts.size(); i++) {
            String text = texts.get().get(i);
            TaskQuestion.Writing question = (TaskQuestion.Writing) questions.get(i);
            samples.add(new Sample(question, List.of(), text, Scoring.writing(form, question, text)));
        }
        return new Run(
                samples,
                (int) prompts.stream().filter(PairEncoder.Prompt::isCut).count(),
                texts.isPresent());
    }

    @Override
    public void close() {
        likelihoods.close();
    }
}
