package org.cria.kernels.program;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model family's forward pass as data: what happens to a batch from token ids to logits. Backends lower it; nothing else
 * knows how a family computes.
 *
 * @param input steps before the layers, from tokens (or what another program computed) to the residual stream
 * @param layers steps of each layer; equal layers have equal steps apart from weights and layer number
 * @param output steps after the layers, from the residual stream to {@code logits}
 * @param logits what leaves the program: [outputs, vocabulary]; of a {@linkplain Parts part} that another goes on from, [tokens, columns]
 * @param kv the cache that the layers use
 */
public record Program(List<Step> input, List<List<Step>> layers, List<Step> output, Buffer logits, KvShape kv) {

    public Program {
        input = List.copyOf(input);
        layers = layers.stream().map(List::copyOf).toList();
        output = List.copyOf(output);
    }

    /**
     * How the keys of a layer are rotated before they are cached; empty where they are cached as they come.
     *
     * @param layer as in {@link Step.StoreKv}
     */
    public Optional<Step.Rope> keyRotation(int layer) {
        Map<Buffer, Step.Rope> rotated = new HashMap<>();
        for (Step step : steps()) {
            if (step instanceof Step.StoreKv store && store.layer() == layer) {
                return Optional.ofNullable(rotated.get(store.k()));
            }
            if (step instanceof Step.Rope rope) {
                rotated.put(rope.x(), rope);
            } else {
                step.writes().forEach(rotated::remove);
            }
        }
        return Optional.empty();
    }

    /**
     * How many positions a token sees at most, its own included, in what reads a layer's cache; 0 for all.
     *
     * @param layer as in {@link Step.Attend}
     */
    public int window(int layer) {
        int widest = -1;
        for (Step step : steps()) {
            if (step instanceof Step.Attend attend && attend.layer() == layer && widest != 0) {
                widest = attend.window() == 0 ? 0 : Math.max(widest, attend.window());
            }
        }
        return Math.max(0, widest);
    }

    /** How many adapters have strengths in it. */
    public int adapters() {
        return Pointwise.Strengthen.adapters(steps());
    }

    /** The same up to what its scores are made of: it yields the last states, [outputs, columns], normalised. */
    public Program states() {
        for (int i = 0; i < output.size(); i++) {
            if (output.get(i) instanceof Step.MatMul product && product.out().equals(logits)) {
                return new Program(input, layers, output.subList(0, i), product.x(), kv);
            }
        }
        throw new IllegalStateException("no product among the last steps makes scores");
    }

    /** The same program with other operands. */
    public Program with(Operands other) {
        return new Program(
                with(input, other),
                layers.stream().map(layer -> with(layer, other)).toList(),
                with(output, other),
                other.buffer(logits),
                kv);
    }

    private static List<Step> with(List<Step> steps, Operands other) {
        return steps.stream().map(step -> step.with(other)).toList();
    }

    /** Every step in order. */
    public List<Step> steps() {
        return Stream.of(input.stream(), layers.stream().flatMap(List::stream), output.stream())
                .flatMap(s -> s)
                .toList();
    }

    /**
     * Where a layer's steps begin among {@link #steps}.
     *
     * @param layer from 0; the number of layers for what comes after them
     */
    public int start(int layer) {
        return input.size()
                + layers.subList(0, layer).stream().mapToInt(List::size).sum();
    }

    /** Every weight once, in the order of use. */
    public Set<Weight> weights() {
        Set<Weight> weights = new LinkedHashSet<>();
        steps().forEach(step -> weights.addAll(step.weights()));
        return weights;
    }

    /** Every buffer once, in the order of use. */
    public Set<Buffer> buffers() {
        Set<Buffer> buffers = new LinkedHashSet<>();
        for (Step step : steps()) {
            buffers.addAll(step.reads());
            buffers.addAll(step.writes());
        }
        return buffers;
    }
}
