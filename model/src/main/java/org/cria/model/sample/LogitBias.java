package org.cria.model.sample;

import java.util.Map;
import java.util.Optional;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;

/**
 * Adds to the logits of some tokens, before every other sampler. {@code -Infinity} rules a token out.
 *
 * @param biases by token; finite, or -Infinity
 */
public record LogitBias(Map<Integer, Float> biases) implements Stage {
    /** Of no token. */
    public static final Map<Integer, Float> NONE = Map.of();

    public LogitBias {
        biases = Map.copyOf(biases);
        biases.forEach((token, bias) -> {
            if (Float.isNaN(bias) || bias == Float.POSITIVE_INFINITY) {
                throw new CriaException("the bias of token " + token + " is " + bias
                        + ", expected a number, or minus infinity to rule the token out.");
            }
        });
    }

    static Optional<Stage> of(Map<Integer, Float> biases) {
        return biases.isEmpty() ? Optional.empty() : Optional.of(new LogitBias(biases));
    }

    @Override
    public void apply(Candidates candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            Float bias = biases.get(candidates.id(i));
            if (bias != null) {
                candidates.setLogit(i, candidates.logit(i) + bias);
            }
        }
    }

    @Override
    public String toString() {
        return "bias of " + Count.of(biases.size(), "token");
    }
}
