package org.cria.kernels.program;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes down what a step hands over. */
final class Uses implements Operands {
    private final List<Buffer> reads = new ArrayList<>();
    private final List<Buffer> writes = new ArrayList<>();
    private final List<Weight> weights = new ArrayList<>();
    private final List<Weight.Role> roles = new ArrayList<>();
    private OptionalInt cacheLayer = OptionalInt.empty();

    private Uses() {}

    static Uses of(Step step) {
        Uses uses = new Uses();
        step.with(uses);
        return uses;
    }

    List<Buffer> reads() {
        return List.copyOf(reads);
    }

    List<Buffer> writes() {
        return List.copyOf(writes);
    }

    List<Weight> weights() {
        return List.copyOf(weights);
    }

    List<Weight> weights(Weight.Role role) {
        return IntStream.range(0, weights.size())
                .filter(i -> roles.get(i) == role)
                .mapToObj(weights::get)
                .toList();
    }

    OptionalInt cacheLayer() {
        return cacheLayer;
    }

    /** As {@link Step#shape} has it. */
    String shape() {
        for (int i = 0; i < weights.size(); i++) {
            if (roles.get(i) != Weight.Role.VECTOR) {
                return weights.get(i).shape();
            }
        }
        return String.valueOf(Stream.concat(reads.stream(), writes.stream())
                .findFirst()
                .orElseThrow()
                .columns());
    }

    @Override
    public Buffer read(Buffer buffer) {
        reads.add(buffer);
        return buffer;
    }

    @Override
    public Buffer written(Buffer buffer) {
        writes.add(buffer);
        return buffer;
    }

    @Override
    public Buffer changed(Buffer buffer) {
        reads.add(buffer);
        return written(buffer);
    }

    @Override
    public Weight weight(Weight weight, Weight.Role role, int rows, int columns) {
        weights.add(weight);
        roles.add(role);
        return weight;
    }

    @Override
    public int cacheLayer(int layer) {
        cacheLayer = OptionalInt.of(layer);
        return layer;
    }
}
