package org.cria.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link CriaChatModel} and {@link CriaStreamingChatModel}. What is not set is as {@code cria run} has it: temperature 0.8, top-k 40,
 * top-p 0.95, min-p 0.05, a new seed for each answer, and as many tokens as the model likes and the context takes.
 *
 * @param <T> what it builds
 */
public final class ChatModelBuilder<T> {
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final Function<ChatSetup, T> building;
    private final DefaultChatRequestParameters.Builder<?> chosen = ChatRequestParameters.builder();
    private @Nullable Path path;
    private @Nullable CriaModel model;
    private @Nullable ChatRequestParameters defaults;
    private @Nullable Long seed;
    private @Nullable Boolean think;
    private boolean strict;
    private GenerationSettings settings = GenerationSettings.defaults();
    private Duration timeout = NO_LIMIT;
    private List<ChatModelListener> listeners = List.of();

    ChatModelBuilder(Function<ChatSetup, T> building) {
        this.building = building;
    }

    /** A GGUF file, which what is built opens with {@link CriaModel#open(Path)} and closes with itself. */
    public ChatModelBuilder<T> modelPath(Path file) {
        this.path = file;
        return this;
    }

    /** A model that others use too; whoever opened it closes it. */
    public ChatModelBuilder<T> model(CriaModel shared) {
        this.model = shared;
        return this;
    }

    /** How freely tokens are chosen: 0 is always the most likely one. */
    public ChatModelBuilder<T> temperature(Double value) {
        chosen.temperature(value);
        return this;
    }

    public ChatModelBuilder<T> topP(Double mass) {
        chosen.topP(mass);
        return this;
    }

    public ChatModelBuilder<T> topK(Integer count) {
        chosen.topK(count);
        return this;
    }

    public ChatModelBuilder<T> frequencyPenalty(Double penalty) {
        chosen.frequencyPenalty(penalty);
        return this;
    }

    public ChatModelBuilder<T> presencePenalty(Double penalty) {
        chosen.presencePenalty(penalty);
        return this;
    }

    /** The most tokens of an answer, thoughts included. */
    public ChatModelBuilder<T> maxOutputTokens(Integer tokens) {
        chosen.maxOutputTokens(tokens);
        return this;
    }

    /** Texts that end an answer and are not part of it. */
    public ChatModelBuilder<T> stopSequences(List<String> texts) {
        chosen.stopSequences(texts);
        return this;
    }

    /** What answers are bound to. */
    public ChatModelBuilder<T> responseFormat(ResponseFormat format) {
        chosen.responseFormat(format);
        return this;
    }

    /** Whether objects have all the members that a schema of LangChain4j's names, also those that it does not require, and no others. */
    public ChatModelBuilder<T> strictJsonSchema(boolean all) {
        this.strict = all;
        return this;
    }

    /** The seed of every answer: the same request has the same answer then, bit for bit, whoever else is answered. */
    public ChatModelBuilder<T> seed(Long value) {
        this.seed = value;
        return this;
    }

    /** Whether the model is to think before it answers, where its chat template has a switch for it; unset: as the template has it. */
    public ChatModelBuilder<T> think(boolean on) {
        this.think = on;
        return this;
    }

    /** All that has no parameter of LangChain4j's, such as other samplers; parameters go before it. */
    public ChatModelBuilder<T> settings(GenerationSettings others) {
        this.settings = others;
        return this;
    }

    /** How long an answer may take, waiting for others included; unset: as long as it takes. */
    public ChatModelBuilder<T> timeout(Duration limit) {
        this.timeout = limit;
        return this;
    }

    /** What holds where a request says nothing; what is set by name here goes before it. */
    public ChatModelBuilder<T> defaultRequestParameters(ChatRequestParameters parameters) {
        this.defaults = parameters;
        return this;
    }

    public ChatModelBuilder<T> listeners(List<ChatModelListener> all) {
        this.listeners = List.copyOf(all);
        return this;
    }

    /**
     * Builds it, and opens the model where a path was given.
     *
     * @throws CriaException when the model cannot be opened or has no chat template
     * @throws IllegalStateException when not exactly one of model and path is set
     */
    public T build() {
        CriaModel opened = Given.open(model, path);
        try {
            ChatRequestParameters named = ChatRequestParameters.builder()
                    .modelName(opened.name())
                    .build()
                    .overrideWith(defaults == null ? DefaultChatRequestParameters.EMPTY : defaults)
                    .overrideWith(chosen.build());
            ChatTemplate template = opened.template();
            return building.apply(new ChatSetup(
                    opened,
                    path != null,
                    think == null ? template : template.thinking(think),
                    new FormatGrammars(new SchemaText(strict)),
                    seed == null ? settings : settings.with(Sampler.SEED, seed),
                    named,
                    timeout,
                    listeners));
        } catch (RuntimeException | Error e) {
            if (path != null) {
                opened.close();
            }
            throw e;
        }
    }
}
