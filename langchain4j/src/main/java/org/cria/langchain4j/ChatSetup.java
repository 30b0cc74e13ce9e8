package org.cria.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.TemplatedText;
import org.cria.model.chat.Thinking;
import org.cria.model.chat.Thoughts;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.grammar.GrammarBinding;
import org.cria.model.sample.Penalties;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Setting;
import org.cria.model.sample.Temperature;
import org.cria.model.sample.TopK;
import org.cria.model.sample.TopP;
import org.cria.model.serve.Job;
import org.cria.model.tool.Tools;
import org.cria.model.tool.WrongToolException;
import org.jspecify.annotations.Nullable;

/**
 * What answers to all requests have in common.
 *
 * @param model that answers
 * @param owned whether it is closed with this
 * @param template how it wants conversations
 * @param formats grammars of the JSON that is asked for
 * @param settings where parameters say nothing
 * @param defaults of parameters
 * @param limit how long an answer may take
 */
record ChatSetup(
        CriaModel model,
        boolean owned,
        ChatTemplate template,
        FormatGrammars formats,
        GenerationSettings settings,
        ChatRequestParameters defaults,
        Duration limit,
        List<ChatModelListener> listeners)
        implements AutoCloseable {
    static final Set<Capability> CAPABILITIES = Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);

    /**
     * Asks for an answer.
     *
     * @throws UnsupportedFeatureException if something is asked for that Cria cannot do
     * @throws dev.langchain4j.exception.LangChain4jException if something in the request is wrong, or too many wait already
     */
    Reply begin(ChatRequest request) {
        ChatRequestParameters wanted = request.parameters();
        check(wanted);
        try {
            Optional<Tools> tools = OfferedTools.of(wanted, formats.schemas(), template.source());
            TemplatedText prompt = new ConversationText(template, tools)
                    .write(request.messages(), model.model().tokenizer());
            Thoughts thoughts =
                    Thoughts.after(prompt, template, model.model().tokenizer().vocabulary());
            GenerationSettings chosen = bound(chosen(wanted), wanted, thoughts, tools);
            Job job = new Job(prompt.tokens(model.model().tokenizer()), chosen, false, limit);
            return new Reply(model, job, thoughts, tools);
        } catch (WrongToolException e) {
            throw e.isLacking()
                    ? new UnsupportedFeatureException(e.getMessage())
                    : new InvalidRequestException(e.getMessage(), e);
        } catch (CriaException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private void check(ChatRequestParameters wanted) {
        String name = wanted.modelName();
        if (name != null && !name.equals(model.name())) {
            throw new ModelNotFoundException(
                    "the request asks for the model '" + name + "', expected '" + model.name() + "' or no name.");
        }
        boolean json =
                wanted.responseFormat() != null && wanted.responseFormat().type() == ResponseFormatType.JSON;
        if (json
                && wanted.toolSpecifications() != null
                && !wanted.toolSpecifications().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "tools and an answer in JSON do not go together, expected one of them.");
        }
    }

    private GenerationSettings chosen(ChatRequestParameters wanted) {
        SamplerSettings sampling = settings.sampling();
        sampling = with(sampling, Temperature.VALUE, wanted.temperature());
        sampling = with(sampling, TopP.MASS, wanted.topP());
        sampling = with(sampling, Penalties.FREQUENCY, wanted.frequencyPenalty());
        sampling = with(sampling, Penalties.PRESENCE, wanted.presencePenalty());
        sampling = wanted.topK() == null ? sampling : sampling.with(TopK.COUNT, wanted.topK());
        GenerationSettings chosen = settings.withSampling(sampling);
        if (wanted.maxOutputTokens() != null) {
            chosen = chosen.withPredict(wanted.maxOutputTokens());
        }
        return wanted.stopSequences() == null || wanted.stopSequences().isEmpty()
                ? chosen
                : chosen.withStops(wanted.stopSequences());
    }

    private static SamplerSettings with(SamplerSettings sampling, Setting<Float> setting, @Nullable Double value) {
        return value == null ? sampling : sampling.with(setting, value.floatValue());
    }

    /** What is said, not what is thought before it, is bound. */
    private GenerationSettings bound(
            GenerationSettings chosen, ChatRequestParameters wanted, Thoughts thoughts, Optional<Tools> tools) {
        Optional<GrammarBinding> format = formats.of(wanted.responseFormat(), model.model())
                .map(GrammarBinding::atOnce)
                .or(() -> tools.map(all -> formats.of(all, model.model())));
        if (format.isEmpty()) {
            return chosen;
        }
        if (!chosen.stops().isEmpty() && tools.isEmpty()) {
            throw new InvalidRequestException("'stopSequences' would end the answer in the middle of the JSON that"
                    + " 'responseFormat' asks for. Leave one out.");
        }
        GrammarBinding binding = format.get();
        return chosen.withGrammar(
                thoughts.isInside()
                        ? template.thinking()
                                .map(Thinking::end)
                                .map(binding::afterThought)
                                .orElse(binding)
                        : binding);
    }

    @Override
    public void close() {
        if (owned) {
            model.close();
        }
    }
}
