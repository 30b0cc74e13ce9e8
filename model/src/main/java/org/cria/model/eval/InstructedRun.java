package org.cria.model.eval;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Turn;
import org.cria.model.eval.instruction.Verdict;
import org.cria.model.json.JsonValue;

/**
 * Puts instructions to a model, and looks which of them its answers follow. Conversations of several turns go on turn by turn, all
 * together; what the model answered stays in each.
 */
final class InstructedRun {
    private static final List<String> FIGURES = List.of(
            "prompt_level_strict_acc", "inst_level_strict_acc", "prompt_level_loose_acc", "inst_level_loose_acc");

    private final Model model;
    private final EvalSettings settings;
    private final PairEncoder encoder;
    private final LoggedResponses responses;

    /** What is said in one conversation. */
    private record Talk(int doc, List<InstructedTurn.Asked> asked, List<Turn> said) {}

    InstructedRun(Model model, EvalSettings settings, PairEncoder encoder, LoggedResponses responses) {
        this.model = model;
        this.settings = settings;
        this.encoder = encoder;
        this.responses = responses;
    }

    /** Asks everything; empty if it ended early. */
    Optional<TaskResult> of(
            EvalTask task,
            TaskForm.Instructed form,
            Path file,
            List<Map<String, JsonValue>> documents,
            String part,
            Progress progress) {
        int count = Math.min(documents.size(), settings.limit().orElse(Integer.MAX_VALUE));
        List<Talk> talks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            talks.add(talk(i, form, file, documents.get(i)));
        }
        int all = talks.stream().mapToInt(talk -> talk.asked.size()).sum();
        int tokens = Math.min(form.tokens(), model.contextSize() * 3 / 4); // a short context has to hold the prompt too
        List<Sample> samples = new ArrayList<>();
        int cut = 0;
        for (int turn = 0; turn < form.turns().size(); turn++) {
            int now = turn;
            int before = samples.size();
            List<Talk> open =
                    talks.stream().filter(talk -> talk.asked.size() > now).toList();
            List<PairEncoder.Prompt> prompts =
                    open.stream().map(talk -> prompt(talk, now, tokens)).toList();
            List<int[]> asked = prompts.stream().map(PairEncoder.Prompt::tokens).toList();
            Optional<List<Response>> found = responses.of(
                    new Requests.Texts(asked, List.of(), tokens), (done, _) -> progress.goOn(before + done, all));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            cut += (int) prompts.stream().filter(PairEncoder.Prompt::isCut).count();
            String filter = form.turns().size() == 1 ? ",none" : ",turn_" + (turn + 1);
            for (int i = 0; i < open.size(); i++) {
                String answer = ((Response.Text) found.get().get(i)).value();
                open.get(i).said.add(Turn.assistant(answer));
                samples.add(sample(open.get(i), turn, answer, filter));
            }
        }
        progress.goOn(all, all);
        TaskResult result = new TaskResult(task, task.nameOf(part), part, 0, documents.size(), samples, cut);
        return Optional.of(
                form.turns().size() == 1
                        ? result
                        : withMeans(result, form.turns().size()));
    }

    private Talk talk(int number, TaskForm.Instructed form, Path file, Map<String, JsonValue> doc) {
        List<InstructedTurn.Asked> asked = new ArrayList<>();
        for (InstructedTurn turn : form.turns()) {
            try {
                Optional<InstructedTurn.Asked> found = turn.of(doc, settings.languages());
                if (found.isEmpty()) {
                    break;
                }
                asked.add(found.get());
            } catch (CriaException e) {
                throw e.at(Documents.place(file, number));
            }
        }
        if (asked.isEmpty()) {
            throw new CriaException(Documents.place(file, number) + ": '"
                    + form.turns().getFirst().prompt()
                    + "' is missing, expected what the user says. Give the data set as it is published.");
        }
        return new Talk(number, asked, new ArrayList<>());
    }

    private PairEncoder.Prompt prompt(Talk talk, int turn, int tokens) {
        talk.said.add(Turn.user(talk.asked.get(turn).prompt()));
        boolean isPlain = settings.chat().name().equals(ChatTemplates.NONE);
        int[] all = isPlain
                ? encoder.encode(
                        String.join("\n\n", talk.said.stream().map(Turn::text).toList()))
                : settings.chat().tokens(talk.said, model.tokenizer());
        return encoder.cut(all, tokens);
    }

    private static Sample sample(Talk talk, int turn, String answer, String filter) {
        InstructedTurn.Asked asked = talk.asked.get(turn);
        Verdict verdict = Verdict.of(asked.instructions(), answer);
        Map<String, Double> scores = new LinkedHashMap<>();
        Map<String, Integer> weights = new LinkedHashMap<>();
        List<List<Boolean>> found = List.of(verdict.strict(), verdict.strict(), verdict.loose(), verdict.loose());
        for (int i = 0; i < found.size(); i++) {
            String figure = FIGURES.get(i) + filter;
            long kept = found.get(i).stream().filter(each -> each).count();
            int all = found.get(i).size();
            if (figure.startsWith("inst")) {
                scores.put(figure, all == 0 ? 0.0 : (double) kept / all);
                weights.put(figure, all);
            } else {
                scores.put(figure, kept == all ? 1.0 : 0.0);
            }
        }
        TaskQuestion.Writing question =
                new TaskQuestion.Writing(talk.doc, asked.prompt(), String.join(", ", asked.names()));
        return new Sample(question, List.of(), answer, scores, weights);
    }

    /** For each turn the mean of its four figures, which Multi-IF reports. */
    private static TaskResult withMeans(TaskResult result, int turns) {
        Map<String, TaskResult.Estimate> means = new LinkedHashMap<>();
        for (int turn = 1; turn <= turns; turn++) {
            String filter = ",turn_" + turn;
            double mean = FIGURES.stream()
                    .mapToDouble(figure -> result.mean(figure + filter))
                    .average()
                    .orElse(Double.NaN);
            if (!Double.isNaN(mean)) {
                means.put("acc" + filter, new TaskResult.Estimate(mean, Double.NaN));
            }
        }
        return new TaskResult(
                result.task(),
                result.name(),
                result.part(),
                result.shots(),
                result.documents(),
                result.samples(),
                result.cut(),
                means);
    }
}
