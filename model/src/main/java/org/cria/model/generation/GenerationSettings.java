package org.cria.model.generation;

import java.util.List;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.sample.SamplerSettings;

/**
 * How to generate.
 *
 * @param sampling how the next token is chosen
 * @param predict the most tokens to generate; {@link #UNLIMITED} ends only with the model or the context
 * @param stops strings that end the text; they are not part of it
 * @param logprobs whether to report log-probabilities: {@link #NONE}, 0 for the chosen token's, or how many of the best too
 */
public record GenerationSettings(SamplerSettings sampling, int predict, List<String> stops, int logprobs) {
    /** Generates until the model ends the text or the context is full. */
    public static final int UNLIMITED = -1;

    /** No log-probabilities. */
    public static final int NONE = -1;

    public GenerationSettings {
        stops = List.copyOf(stops);
        if (predict < UNLIMITED) {
            throw new CriaException(
                    Explanation.outOfRange(new Control("predict"), predict, "0 or more, or -1 for no limit"));
        }
        if (logprobs < NONE) {
            throw new CriaException(Explanation.outOfRange(new Control("logprobs"), logprobs, "0 or more"));
        }
    }

    public static GenerationSettings defaults() {
        return new GenerationSettings(SamplerSettings.defaults(), UNLIMITED, List.of(), NONE);
    }

    public GenerationSettings withSampling(SamplerSettings settings) {
        return new GenerationSettings(settings, predict, stops, logprobs);
    }

    public GenerationSettings withPredict(int tokens) {
        return new GenerationSettings(sampling, tokens, stops, logprobs);
    }

    public GenerationSettings withStops(List<String> strings) {
        return new GenerationSettings(sampling, predict, strings, logprobs);
    }

    public GenerationSettings withLogprobs(int best) {
        return new GenerationSettings(sampling, predict, stops, best);
    }
}
