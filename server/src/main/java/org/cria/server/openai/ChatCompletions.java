package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.GrammarBinding;
import org.cria.model.serve.Job;
import org.cria.server.form.AnswerForms;
import org.cria.server.http.Call;
import org.cria.server.http.Endpoint;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;
import org.cria.server.tools.RequestedTools;
import org.cria.server.work.Answers;
import org.cria.server.work.Event;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;

/**
 * {@code /v1/chat/completions}: answers to a conversation. Log-probabilities are those of the model, before any sampler.
 *
 * @param forms reads what answers are bound to
 * @param limit how long an answer may take
 */
public record ChatCompletions(Models models, AnswerForms forms, Duration limit) implements Endpoint {
    private static final int MOST_LOGPROBS = 20;

    @Override
    public void answer(Call call) throws IOException {
        Fields request = call.body();
        try (Models.Lease lease = models.use(request.text("model"))) {
            answer(request, lease.model(), new Events(call));
        }
    }

    /** Answers a request with a model. */
    public void answer(Fields request, ServedModel model, Outlet outlet) throws IOException {
        Lacking.check(request);
        int texts = (int) request.whole("n", 1, Completions.MOST_TEXTS).orElse(1);
        GenerationSettings settings = settings(request, model);
        ChatPrompt prompt = ChatPrompt.of(model, request, forgets(request), reserve(settings.predict(), model));
        settings = bound(settings, request, model, prompt);
        if (settings.logprobs() != GenerationSettings.NONE) {
            long most = model.model().contextSize();
            ProbabilityLimit.check(
                    texts, settings.predict() < 0 ? most : Math.min(settings.predict(), most), settings.logprobs());
        }
        float[] strengths = Adapters.of(request, model.model());
        List<Job> jobs = new ArrayList<>();
        List<ChatChoice> choices = new ArrayList<>();
        for (int i = 0; i < texts; i++) {
            jobs.add(new Job(prompt.tokens(), Sampling.ofChoice(settings, i), false, limit, strengths));
            choices.add(
                    new ChatChoice(i, settings.logprobs(), prompt.thoughts(model), prompt.tools(), model.tokenizer()));
        }
        ObjectNode own = Json.object()
                .put("forgotten_messages", prompt.forgotten())
                .put("context_size", model.model().contextSize());
        TokenCounts usage = new TokenCounts();
        usage.prompt(prompt.tokens().length);
        boolean stream = request.flag("stream");
        boolean told = request.fields("stream_options")
                .map(options -> options.flag("include_usage"))
                .orElse(false);
        try (Answers answers = new Answers(model.scheduler(), jobs)) {
            if (stream) {
                Heading heading = Heading.of("chatcmpl-", "chat.completion.chunk", model.name());
                Stream chunks = new Stream(heading, choices, usage, told, own);
                Delivery.stream(outlet, answers, chunks::chunks, chunks::last);
            } else {
                whole(outlet, answers, choices, usage, model.name(), own);
            }
        }
    }

    private static GenerationSettings settings(Fields request, ServedModel model) {
        OptionalLong most = request.whole("max_completion_tokens", 0, Integer.MAX_VALUE);
        OptionalLong older = request.whole("max_tokens", 0, Integer.MAX_VALUE);
        int predict = (int) most.orElse(older.orElse(model.defaults().predict()));
        boolean wanted = request.flag("logprobs");
        OptionalLong top = request.whole("top_logprobs", 0, MOST_LOGPROBS);
        if (top.isPresent() && !wanted) {
            throw ApiException.wrong("top_logprobs", "'top_logprobs' needs 'logprobs' to be true.");
        }
        return Sampling.read(request, model.defaults(), model.tokenizer())
                .withPredict(predict)
                .withLogprobs(wanted ? (int) top.orElse(0) : GenerationSettings.NONE);
    }

    /** What is said, not what is thought before it, is bound. */
    private GenerationSettings bound(
            GenerationSettings settings, Fields request, ServedModel model, ChatPrompt prompt) {
        Optional<Grammar> grammar = forms.read(request);
        if (grammar.isPresent() && prompt.tools().isPresent()) {
            throw ApiException.wrong(
                    "tools", "'tools' and a form of the answer do not go together, expected one of them.");
        }
        Optional<GrammarBinding> binding = grammar.isPresent()
                ? Optional.of(GrammarBinding.atOnce(model.model().grammar(grammar.get())))
                : prompt.tools().map(tools -> RequestedTools.binding(tools, forms, model.model()));
        if (binding.isEmpty()) {
            return settings;
        }
        GrammarBinding own = binding.get();
        return settings.withGrammar(
                prompt.openThought(model).map(own::afterThought).orElse(own));
    }

    private static boolean forgets(Fields request) {
        String wanted = request.text("truncation").orElse("auto");
        if (!wanted.equals("auto") && !wanted.equals("disabled")) {
            throw request.wrong("truncation", request.get("truncation").orElseThrow(), "auto or disabled");
        }
        return wanted.equals("auto");
    }

    /** As much as a chat at the terminal keeps free for an answer. */
    private static int reserve(int predict, ServedModel model) {
        int quarter = model.model().contextSize() / 4;
        return Math.max(1, predict < 0 ? quarter : Math.min(predict, quarter));
    }

    private static void whole(
            Outlet outlet, Answers answers, List<ChatChoice> choices, TokenCounts usage, String model, ObjectNode own)
            throws IOException {
        ObjectNode[] done = new ObjectNode[choices.size()];
        Delivery.whole(outlet, answers, event -> {
            ChatChoice choice = choices.get(event.choice());
            choice.take(event);
            count(event, choice, usage);
            if (event instanceof Event.Ended ended) {
                ObjectNode one = Json.object().put("index", choice.index());
                ObjectNode message = one.putObject("message").put("role", Message.ASSISTANT);
                choice.send(message, one);
                message.putNull("refusal");
                done[choice.index()] = one.put("finish_reason", finish(ended, choice));
            }
        });
        ObjectNode answer = Heading.of("chatcmpl-", "chat.completion", model).json();
        ArrayNode all = answer.putArray("choices");
        for (ObjectNode choice : done) {
            all.add(choice);
        }
        usage.putIn(answer);
        answer.set("cria", own);
        outlet.whole(answer);
    }

    private static String finish(Event.Ended ended, ChatChoice choice) {
        String reason = Delivery.finish(ended.ending());
        return choice.calls() && reason.equals("stop") ? "tool_calls" : reason;
    }

    private static void count(Event event, ChatChoice choice, TokenCounts usage) {
        if (event instanceof Event.Started started && started.choice() == 0) {
            usage.cached(started.reused());
        }
        if (event instanceof Event.Ended ended) {
            usage.completion(ended.ending().report());
            usage.reasoning(choice.thought());
        }
    }

    /** Chunks of answers that are sent as they come. */
    private record Stream(Heading heading, List<ChatChoice> choices, TokenCounts usage, boolean told, ObjectNode own) {
        void chunks(Event event, Consumer<ObjectNode> out) {
            ChatChoice choice = choices.get(event.choice());
            choice.take(event);
            count(event, choice, usage);
            switch (event) {
                case Event.Started started -> out.accept(first(started.choice()));
                case Event.Scored scored -> {}
                case Event.Said said -> sendDue(choice, out);
                case Event.Ended ended -> {
                    sendDue(choice, out);
                    ObjectNode one = Json.object().put("index", choice.index());
                    one.putObject("delta");
                    one.putNull("logprobs").put("finish_reason", finish(ended, choice));
                    out.accept(chunk(one));
                }
            }
        }

        private ObjectNode first(int index) {
            ObjectNode one = Json.object().put("index", index);
            one.putObject("delta").put("role", Message.ASSISTANT).put("content", "");
            one.putNull("logprobs").putNull("finish_reason");
            ObjectNode chunk = chunk(one);
            chunk.set("cria", own);
            return chunk;
        }

        private void sendDue(ChatChoice choice, Consumer<ObjectNode> out) {
            if (choice.isDue()) {
                ObjectNode one = Json.object().put("index", choice.index());
                choice.send(one.putObject("delta"), one);
                out.accept(chunk(one.putNull("finish_reason")));
            }
        }

        private ObjectNode chunk(ObjectNode choice) {
            ObjectNode chunk = heading.json();
            chunk.putArray("choices").add(choice);
            if (told) {
                chunk.putNull("usage");
            }
            return chunk;
        }

        void last(Consumer<ObjectNode> out) {
            if (told) {
                ObjectNode last = heading.json();
                last.putArray("choices");
                usage.putIn(last);
                out.accept(last);
            }
        }
    }
}
