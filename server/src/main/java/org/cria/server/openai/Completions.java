package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.grammar.Grammar;
import org.cria.model.serve.Job;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.server.form.AnswerForms;
import org.cria.server.http.Call;
import org.cria.server.http.Endpoint;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.work.Answers;
import org.cria.server.work.Event;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;

/**
 * {@code /v1/completions}: texts go on. Log-probabilities are those of the model, before any sampler.
 *
 * @param forms reads what texts are bound to
 * @param limit how long an answer may take
 */
public record Completions(Models models, AnswerForms forms, Duration limit) implements Endpoint {
    static final int MOST_TEXTS = 128;
    private static final int MOST_LOGPROBS = 100;

    @Override
    public void answer(Call call) throws IOException {
        Fields request = call.body();
        try (Models.Lease lease = models.use(request.text("model"))) {
            answer(request, lease.model(), new Events(call));
        }
    }

    /** Answers a request with a model. */
    public void answer(Fields request, ServedModel model, Outlet outlet) throws IOException {
        Lacking.checkText(request);
        Tokenizer tokenizer = model.tokenizer();
        List<Prompts.Prompt> prompts = Prompts.read(request, "prompt", tokenizer);
        int texts = (int) request.whole("n", 1, MOST_TEXTS).orElse(1);
        request.whole("best_of", texts, texts);
        boolean echo = request.flag("echo");
        int logprobs = (int) request.whole("logprobs", 0, MOST_LOGPROBS).orElse(GenerationSettings.NONE);
        int predict = (int) request.whole("max_tokens", 0, Integer.MAX_VALUE)
                .orElse(model.defaults().predict());
        boolean stream = request.flag("stream");
        GenerationSettings settings = Sampling.read(request, model.defaults(), tokenizer)
                .withPredict(predict)
                .withLogprobs(logprobs);
        Optional<Grammar> grammar = forms.read(request);
        if (grammar.isPresent()) {
            settings = settings.withGrammar(model.model().grammar(grammar.get()));
        }
        if ((long) prompts.size() * texts > MOST_TEXTS * 16) {
            throw ApiException.wrong(
                    "n",
                    "'n' asks for " + (long) prompts.size() * texts + " texts in all, expected at most "
                            + MOST_TEXTS * 16 + ".");
        }
        if (logprobs != GenerationSettings.NONE) {
            long most = model.model().contextSize();
            long tokens = predict < 0 ? most : Math.min(predict, most);
            if (echo) {
                tokens += prompts.stream()
                        .mapToInt(prompt -> prompt.tokens().length)
                        .max()
                        .orElse(0);
            }
            ProbabilityLimit.check((long) prompts.size() * texts, tokens, logprobs);
        }
        float[] strengths = Adapters.of(request, model.model());
        List<Job> jobs = new ArrayList<>();
        List<TextChoice> choices = new ArrayList<>();
        TokenCounts usage = new TokenCounts();
        for (Prompts.Prompt prompt : prompts) {
            ContextLimit.check(prompt.tokens(), "prompt", predict, model.model().contextSize());
            usage.prompt(prompt.tokens().length);
            for (int i = 0; i < texts; i++) {
                boolean scored = echo && logprobs != GenerationSettings.NONE;
                jobs.add(new Job(prompt.tokens(), Sampling.ofChoice(settings, i), scored, limit, strengths));
                choices.add(new TextChoice(choices.size(), prompt, echo, logprobs, tokenizer));
            }
        }
        Heading heading = Heading.of("cmpl-", "text_completion", model.name());
        try (Answers answers = new Answers(model.scheduler(), jobs)) {
            if (stream) {
                boolean told = request.fields("stream_options")
                        .map(options -> options.flag("include_usage"))
                        .orElse(false);
                Delivery.stream(
                        outlet,
                        answers,
                        (event, out) -> chunks(event, choices, texts, usage, heading, told, out),
                        out -> {
                            if (told) {
                                ObjectNode last = heading.json();
                                last.putArray("choices");
                                usage.putIn(last);
                                out.accept(last);
                            }
                        });
            } else {
                whole(outlet, answers, choices, texts, usage, heading);
            }
        }
    }

    private static void whole(
            Outlet outlet, Answers answers, List<TextChoice> choices, int texts, TokenCounts usage, Heading heading)
            throws IOException {
        ObjectNode[] done = new ObjectNode[choices.size()];
        Delivery.whole(outlet, answers, event -> {
            TextChoice choice = choices.get(event.choice());
            choice.take(event);
            count(event, texts, usage);
            if (event instanceof Event.Ended ended) {
                done[event.choice()] = choice.send(ended.ending());
            }
        });
        ObjectNode answer = heading.json();
        ArrayNode all = answer.putArray("choices");
        for (ObjectNode choice : done) {
            all.add(choice);
        }
        usage.putIn(answer);
        outlet.whole(answer);
    }

    private static void count(Event event, int texts, TokenCounts usage) {
        switch (event) {
            case Event.Started started when started.choice() % texts == 0 -> usage.cached(started.reused());
            case Event.Ended ended -> usage.completion(ended.ending().report());
            case Event.Started started -> {}
            case Event.Scored scored -> {}
            case Event.Said said -> {}
        }
    }

    private static void chunks(
            Event event,
            List<TextChoice> choices,
            int texts,
            TokenCounts usage,
            Heading heading,
            boolean told,
            Consumer<ObjectNode> out) {
        TextChoice choice = choices.get(event.choice());
        choice.take(event);
        count(event, texts, usage);
        if (event instanceof Event.Ended ended) {
            out.accept(chunk(heading, choice.send(ended.ending()), told));
        } else if (event instanceof Event.Said && choice.isDue()) {
            out.accept(chunk(heading, choice.send(), told));
        }
    }

    private static ObjectNode chunk(Heading heading, ObjectNode choice, boolean told) {
        ObjectNode chunk = heading.json();
        chunk.putArray("choices").add(choice);
        if (told) {
            chunk.putNull("usage");
        }
        return chunk;
    }
}
