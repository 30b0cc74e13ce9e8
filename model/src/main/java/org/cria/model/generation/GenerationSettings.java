package org.cria.model.generation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.grammar.GrammarBinding;
import org.cria.model.grammar.TokenGrammar;
import org.cria.model.sample.LogitBias;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Samplers;
import org.cria.model.sample.Setting;
import org.cria.model.speculation.Speculation;

/**
 * How to generate.
 *
 * @param sampling how the next token is chosen
 * @param predict the most tokens to generate; {@link #UNLIMITED} ends only with the model or the context
 * @param stops strings that end the text; they are not part of it
 * @param logprobs whether to report log-probabilities: {@link #NONE}, 0 for the chosen token's, or how many of the best too
 * @param reasoningBudget the most tokens that a chat's model thinks before it answers; {@link #UNLIMITED} for as many as it likes
 * @param biases what is added to the logits of some tokens before every sampler, by token; -Infinity rules one out
 * @param grammar what the text follows, made for the model's tokens ({@code Model.grammar}), and from where on; empty: anything
 * @param speculation whether next tokens are guessed, which changes nothing but the time
 */
public record GenerationSettings(
        SamplerSettings sampling,
        int predict,
        List<String> stops,
        int logprobs,
        int reasoningBudget,
        Map<Integer, Float> biases,
        Optional<GrammarBinding> grammar,
        Speculation speculation) {
    /** Generates until the model ends the text or the context is full. */
    public static final int UNLIMITED = -1;

    /** The most tokens to generate. */
    public static final Setting<Integer> PREDICT = Setting.of("predict", UNLIMITED)
            .alias("n")
            .range(tokens -> tokens >= UNLIMITED, "0 or more, or -1 for no limit");

    /** The most tokens of a thought. */
    public static final Setting<Integer> REASONING_BUDGET = Setting.of("reasoning-budget", UNLIMITED)
            .range(tokens -> tokens >= UNLIMITED, "0 or more, or -1 for no limit");

    /** No log-probabilities. */
    public static final int NONE = -1;

    private static final List<Setting<?>> SETTINGS = Stream.concat(
                    Samplers.settings().stream(), Stream.of(PREDICT, REASONING_BUDGET))
            .toList();

    public GenerationSettings {
        stops = List.copyOf(stops);
        biases = new LogitBias(biases).biases();
        PREDICT.checked(predict);
        REASONING_BUDGET.checked(reasoningBudget);
        if (logprobs < NONE) {
            throw new CriaException(Explanation.outOfRange(new Control("logprobs"), logprobs, "0 or more"));
        }
    }

    /** Settings without a limit for thoughts. */
    public GenerationSettings(SamplerSettings sampling, int predict, List<String> stops, int logprobs) {
        this(sampling, predict, stops, logprobs, UNLIMITED, LogitBias.NONE, Optional.empty(), Speculation.NONE);
    }

    public static GenerationSettings defaults() {
        return new GenerationSettings(SamplerSettings.defaults(), PREDICT.standard(), List.of(), NONE);
    }

    /** All that users change by name: what samplers have, and {@link #PREDICT} and {@link #REASONING_BUDGET}. */
    public static List<Setting<?>> settings() {
        return SETTINGS;
    }

    /** The value of one of the {@link #settings}. */
    public <T extends Number> T get(Setting<T> setting) {
        return setting == PREDICT
                ? setting.type().cast(predict)
                : setting == REASONING_BUDGET ? setting.type().cast(reasoningBudget) : sampling.get(setting);
    }

    /**
     * The same with another value of one of the {@link #settings}.
     *
     * @throws CriaException if it is outside the setting's range
     */
    public <T extends Number> GenerationSettings with(Setting<T> setting, T value) {
        return setting == PREDICT
                ? withPredict(value.intValue())
                : setting == REASONING_BUDGET
                        ? withReasoningBudget(value.intValue())
                        : withSampling(sampling.with(setting, value));
    }

    public GenerationSettings withSampling(SamplerSettings settings) {
        return new GenerationSettings(
                settings, predict, stops, logprobs, reasoningBudget, biases, grammar, speculation);
    }

    public GenerationSettings withPredict(int tokens) {
        return new GenerationSettings(sampling, tokens, stops, logprobs, reasoningBudget, biases, grammar, speculation);
    }

    public GenerationSettings withStops(List<String> strings) {
        return new GenerationSettings(
                sampling, predict, strings, logprobs, reasoningBudget, biases, grammar, speculation);
    }

    public GenerationSettings withLogprobs(int best) {
        return new GenerationSettings(sampling, predict, stops, best, reasoningBudget, biases, grammar, speculation);
    }

    public GenerationSettings withReasoningBudget(int tokens) {
        return new GenerationSettings(sampling, predict, stops, logprobs, tokens, biases, grammar, speculation);
    }

    public GenerationSettings withBiases(Map<Integer, Float> added) {
        return new GenerationSettings(sampling, predict, stops, logprobs, reasoningBudget, added, grammar, speculation);
    }

    public GenerationSettings withoutGrammar() {
        return new GenerationSettings(
                sampling, predict, stops, logprobs, reasoningBudget, biases, Optional.empty(), speculation);
    }

    /** Bound to a grammar from the first token on. */
    public GenerationSettings withGrammar(TokenGrammar rules) {
        return withGrammar(GrammarBinding.atOnce(rules));
    }

    public GenerationSettings withGrammar(GrammarBinding binding) {
        return new GenerationSettings(
                sampling, predict, stops, logprobs, reasoningBudget, biases, Optional.of(binding), speculation);
    }

    public GenerationSettings withSpeculation(Speculation guesses) {
        return new GenerationSettings(sampling, predict, stops, logprobs, reasoningBudget, biases, grammar, guesses);
    }
}
