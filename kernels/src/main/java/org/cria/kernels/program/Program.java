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
    /**
     * The key-value cache that a program needs.
     *
     * @param layers how many
     * @param heads key heads, equal to value heads
     * @param headDims values of one head
     */
    public record KvShape(int layers, int heads, int headDims) {
        /** Values in one cell's keys (or values) in one layer. */
        public int columns() {
            return heads * headDims;
        }
    }

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
            switch (step) {
                case Step.Rope rope -> rotated.put(rope.x(), rope);
                case Step.StoreKv store -> {
                    Step.Rope rope = rotated.remove(store.k()); // the next layer may use the buffer again
                    if (store.layer() == layer) {
                        return Optional.ofNullable(rope);
                    }
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    /** Every step in order. */
    public List<Step> steps() {
        return Stream.of(input.stream(), layers.stream().flatMap(List::stream), output.stream())
                .flatMap(s -> s)
                .toList();
    }

    /** Every weight once, in the order of use. */
    public Set<Weight> weights() {
        Set<Weight> weights = new LinkedHashSet<>();
        for (Step step : steps()) {
            switch (step) {
                case Step.Embed s -> weights.add(s.table());
                case Step.RmsNorm s -> weights.add(s.gain());
                case Step.MatMul s -> weights.add(s.w());
                case Step.AddBias s -> weights.add(s.bias());
                case Step.Given _,
                        Step.Rope _,
                        Step.StoreKv _,
                        Step.Attend _,
                        Step.SwiGlu _,
                        Step.Add _,
                        Step.SelectOutputs _ -> {}
            }
        }
        return weights;
    }

    /** Every buffer once, in the order of use. */
    public Set<Buffer> buffers() {
        Set<Buffer> buffers = new LinkedHashSet<>();
        for (Step step : steps()) {
            buffers.addAll(buffers(step));
        }
        return buffers;
    }

    private static List<Buffer> buffers(Step step) {
        return switch (step) {
            case Step.Embed s -> List.of(s.out());
            case Step.Given s -> List.of(s.out());
            case Step.RmsNorm s -> List.of(s.x(), s.out());
            case Step.MatMul s -> List.of(s.x(), s.out());
            case Step.AddBias s -> List.of(s.x());
            case Step.Rope s -> List.of(s.x());
            case Step.StoreKv s -> List.of(s.k(), s.v());
            case Step.Attend s -> List.of(s.q(), s.out());
            case Step.SwiGlu s -> List.of(s.gate(), s.up(), s.out());
            case Step.Add s -> List.of(s.x(), s.sum());
            case Step.SelectOutputs s -> List.of(s.x(), s.out());
        };
    }
}
