package org.cria.model.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.Model;

/** Runs tasks on a model. For one thread. */
public final class EvalRun implements AutoCloseable {
    private final Model model;
    private final EvalSettings settings;
    private final Respondent respondent;
    private final PairEncoder encoder;
    private final LoggedResponses responses;

    /**
     * A run on a model.
     *
     * @param log of what was answered before
     */
    public EvalRun(Model model, EvalSettings settings, AnswerLog log) {
        this(model, settings, log, ModelRespondent.of(model, settings.slots()));
    }

    /**
     * One whose questions others answer.
     *
     * @param model which the respondent has too, in the same way: its words and its context are what questions are made for
     * @param respondent closed with this
     */
    public EvalRun(Model model, EvalSettings settings, AnswerLog log, Respondent respondent) {
        this.model = model;
        this.settings = settings;
        this.respondent = respondent;
        this.encoder = new PairEncoder(
                model.tokenizer(), settings.bos().begins(model.tokenizer().vocabulary()), model.contextSize());
        String identity = model.fingerprint() + " " + model.device() + " " + model.cacheFormats();
        this.responses = new LoggedResponses(log, respondent, identity);
    }

    /**
     * Asks the model about a part of a task.
     *
     * @param progress in questions; what was answered is in the log, when it ends early
     * @return empty when it ended early
     */
    public Optional<TaskResult> run(EvalTask task, String part, Progress progress) {
        PartData data = PartData.of(task, part, settings.folders());
        if (!data.isComplete(settings.shotsOf(task))) {
            throw data.missing(settings.folders());
        }
        try {
            return answered(task, data, progress);
        } catch (CancellationException e) {
            return Optional.empty();
        }
    }

    private Optional<TaskResult> answered(EvalTask task, PartData data, Progress progress) {
        return switch (task.form()) {
            case TaskForm.Shown form -> shown(task, form, data, progress);
            case TaskForm.Instructed form ->
                new InstructedRun(model, settings, encoder, responses)
                        .of(task, form, data.test().orElseThrow(), data.documents(progress), data.part(), progress);
            case TaskForm.Predicted form ->
                new ModelMeasures(model, settings)
                        .perplexity(task, form, data.test().orElseThrow(), progress);
            case TaskForm.Kept form -> new ModelMeasures(model, settings).adherence(task, form, progress);
        };
    }

    /** About how much work a part is, beside others; what the log has is not taken off. */
    public double size(EvalTask task, String part) {
        PartData data = PartData.of(task, part, settings.folders());
        int limit = settings.limit().orElse(Integer.MAX_VALUE);
        return switch (task.form()) {
            case TaskForm.Shown shown -> {
                var documents = data.documents(Progress.NONE);
                int count = Math.min(limit, documents.size());
                List<TaskQuestion> first = data.questions(
                        shown,
                        documents,
                        settings.shotsOf(task),
                        settings.seed(),
                        PartSize.sampled(count),
                        Progress.NONE);
                yield shown instanceof TaskForm.Generation form
                        ? PartSize.ofTexts(tokens(prompts(form, first)), form.tokens(), count)
                        : PartSize.ofScores(first.stream().map(this::scored).toList(), count);
            }
            case TaskForm.Instructed form ->
                PartSize.ofInstructions(
                        form,
                        form.tokens(),
                        Math.min(limit, data.documents(Progress.NONE).size()));
            case TaskForm.Predicted form -> PartSize.ofMeasure(form, data.test().orElseThrow(), limit);
            case TaskForm.Kept form -> PartSize.ofMeasure(form, limit);
        };
    }

    private List<PairEncoder.Scored> scored(TaskQuestion question) {
        return ((TaskQuestion.Choice) question)
                .pairs().stream().map(encoder::scored).toList();
    }

    private List<PairEncoder.Prompt> prompts(TaskForm.Generation form, List<TaskQuestion> questions) {
        return questions.stream()
                .map(question -> encoder.prompt(question.prompt(), form.tokens()))
                .toList();
    }

    private static List<int[]> tokens(List<PairEncoder.Prompt> prompts) {
        return prompts.stream().map(PairEncoder.Prompt::tokens).toList();
    }

    private Optional<TaskResult> shown(EvalTask task, TaskForm.Shown shown, PartData data, Progress progress) {
        String part = data.part();
        var documents = data.documents(progress);
        List<TaskQuestion> questions = data.questions(
                shown,
                documents,
                settings.shotsOf(task),
                settings.seed(),
                settings.limit().orElse(Integer.MAX_VALUE),
                progress);
        if (questions.isEmpty()) {
            throw new CriaException(task.nameOf(part) + ": the data set has no documents, expected at least one. Give"
                    + " the data set as it is published.");
        }
        Run run = shown instanceof TaskForm.Generation form
                ? write(form, questions, progress)
                : score(task, questions, progress);
        return run.isWhole
                ? Optional.of(new TaskResult(
                        task, task.nameOf(part), part, settings.shotsOf(task), documents.size(), run.samples, run.cut))
                : Optional.empty();
    }

    private record Run(List<Sample> samples, int cut, boolean isWhole) {}

    private Run score(EvalTask task, List<TaskQuestion> questions, Progress progress) {
        List<PairEncoder.Scored> asked = new ArrayList<>();
        int cut = 0;
        for (TaskQuestion question : questions) {
            progress.requireWanted();
            List<PairEncoder.Scored> own = scored(question);
            cut += own.stream().anyMatch(PairEncoder.Scored::isCut) ? 1 : 0;
            asked.addAll(own);
        }
        Optional<List<Response>> found = responses.of(new Requests.Scores(asked), progress);
        List<Sample> samples = new ArrayList<>();
        int at = 0;
        for (int i = 0; found.isPresent() && i < questions.size(); i++) {
            TaskQuestion.Choice question = (TaskQuestion.Choice) questions.get(i);
            int end = at + question.pairs().size();
            List<Likelihood> own = found.get().subList(at, end).stream()
                    .map(Likelihood.class::cast)
                    .toList();
            samples.add(new Sample(question, own, "", Scoring.choice(task, question, own)));
            at = end;
        }
        return new Run(samples, cut, found.isPresent());
    }

    private Run write(TaskForm.Generation form, List<TaskQuestion> questions, Progress progress) {
        List<PairEncoder.Prompt> prompts = prompts(form, questions);
        Optional<List<Response>> found =
                responses.of(new Requests.Texts(tokens(prompts), form.until(), form.tokens()), progress);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; found.isPresent() && i < prompts.size(); i++) {
            String text = ((Response.Text) found.get().get(i)).value();
            TaskQuestion.Writing question = (TaskQuestion.Writing) questions.get(i);
            samples.add(new Sample(question, List.of(), text, Scoring.writing(form, question, text)));
        }
        return new Run(
                samples,
                (int) prompts.stream().filter(PairEncoder.Prompt::isCut).count(),
                found.isPresent());
    }

    @Override
    public void close() {
        respondent.close();
    }
}
