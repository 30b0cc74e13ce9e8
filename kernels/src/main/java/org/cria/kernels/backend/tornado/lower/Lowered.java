package org.cria.kernels.backend.tornado.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;

/** What one or two launches do: a step as it is, or several steps in one. Private to this backend. */
public sealed interface Lowered {
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
            implements Lowered {
        /** A product with nothing around it. */
        static Product of(Step.MatMul product) {
            return new Product(Optional.empty(), product, Optional.empty(), Optional.empty());
        }
    }

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

    /** That, and attention, for one row: nobody else reads the turned queries. */
    record TurnedAttend(TurnAndStore turned, Step.Attend attend) implements Lowered {}

    /** The steps that it stands for, in the program's order. */
    default List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        switch (this) {
            case One o -> steps.add(o.step());
            case Product p -> {
                p.norm().ifPresent(steps::add);
                steps.add(p.product());
                p.bias().ifPresent(steps::add);
                p.residual().ifPresent(steps::add);
            }
            case Qkv p -> {
                p.norm().ifPresent(steps::add);
                for (int i = 0; i < 3; i++) {
                    steps.add(List.of(p.q(), p.k(), p.v()).get(i));
                    if (!p.biases().isEmpty()) {
                        steps.add(p.biases().get(i));
                    }
                }
            }
            case Gated p -> {
                p.norm().ifPresent(steps::add);
                steps.addAll(List.of(p.gate(), p.up(), p.swiGlu()));
            }
            case TurnAndStore p -> steps.addAll(List.of(p.q(), p.k(), p.store()));
            case TurnedAttend p -> {
                steps.addAll(p.turned().steps());
                steps.add(p.attend());
            }
        }
        return steps;
    }

    /** The buffers that it leaves behind; what fused steps hand on inside of it exists nowhere. */
    default List<Buffer> writes() {
        return switch (this) {
            case One o -> o.step().writes();
            case Product p ->
                List.of(p.residual().map(Step.Add::sum).orElse(p.product().out()));
            case Qkv p -> List.of(p.q().out(), p.k().out(), p.v().out());
            case Gated p -> List.of(p.swiGlu().out());
            case TurnAndStore p -> List.of(p.q().x());
            case TurnedAttend p -> List.of(p.attend().out());
        };
    }
}
