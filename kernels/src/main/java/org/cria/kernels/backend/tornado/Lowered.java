package org.cria.kernels.backend.tornado;

import java.util.List;
import java.util.Optional;
import org.cria.kernels.program.Step;

/** What one or two launches do: a step as it is, or several steps in one. Private to this backend. */
sealed interface Lowered {
    /** A step by itself. */
    record One(Step step) implements Lowered {}

    /**
     * A product with what surrounds it.
     *
     * @param norm of its input, whose result nobody else reads
     * @param bias on its result
     * @param residual that takes its result, which nobody else reads
     */
    record Product(
            Optional<Step.RmsNorm> norm, Step.MatMul product, Optional<Step.AddBias> bias, Optional<Step.Add> residual)
            implements Lowered {}

    /**
     * Queries, keys and values of one input.
     *
     * @param biases none, or one for each of the three
     */
    record Qkv(Optional<Step.RmsNorm> norm, Step.MatMul q, Step.MatMul k, Step.MatMul v, List<Step.AddBias> biases)
            implements Lowered {}

    /** The gated half of a feed-forward block. */
    record Gated(Optional<Step.RmsNorm> norm, Step.MatMul gate, Step.MatMul up, Step.SwiGlu swiGlu)
            implements Lowered {}

    /** Queries and keys turned, keys and values stored. */
    record TurnAndStore(Step.Rope q, Step.Rope k, Step.StoreKv store) implements Lowered {}
}
