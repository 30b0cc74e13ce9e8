package org.cria.model.quantise;

import java.util.List;
import java.util.Optional;
import org.cria.kernels.format.Format;
import org.cria.model.importance.Importance;

/**
 * How a file is quantised.
 *
 * @param pure whether all tensors that may be quantised get the mixture's main format
 * @param requantise whether tensors that are quantised already may be quantised again
 * @param keepOutput whether {@code output.weight} stays as it is
 * @param output the format of {@code output.weight}, where another than the mixture's is wanted
 * @param tokenEmbedding the format of {@code token_embd.weight}, likewise
 * @param rules formats of other tensors; of several that fit the first counts
 * @param importance how much errors in each column matter, where that is known
 * @param threads how many work; the bytes do not depend on it
 */
public record QuantiseOptions(
        Mixture mixture,
        boolean pure,
        boolean requantise,
        boolean keepOutput,
        Optional<Format> output,
        Optional<Format> tokenEmbedding,
        List<FormatRule> rules,
        Optional<Importance> importance,
        int threads) {
    public QuantiseOptions {
        rules = List.copyOf(rules);
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected 1 or more");
        }
    }

    /** The mixture as it is, on one thread. */
    public static QuantiseOptions of(Mixture mixture) {
        return new QuantiseOptions(
                mixture, false, false, false, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), 1);
    }

    public QuantiseOptions withThreads(int count) {
        return new QuantiseOptions(
                mixture, pure, requantise, keepOutput, output, tokenEmbedding, rules, importance, count);
    }

    /** The same where tensors that are quantised already may be quantised again. */
    public QuantiseOptions withRequantising() {
        return new QuantiseOptions(mixture, pure, true, keepOutput, output, tokenEmbedding, rules, importance, threads);
    }

    public QuantiseOptions withImportance(Importance known) {
        return new QuantiseOptions(
                mixture, pure, requantise, keepOutput, output, tokenEmbedding, rules, Optional.of(known), threads);
    }
}
