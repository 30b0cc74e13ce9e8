package org.cria.kernels.backend;

import java.util.List;
import org.cria.kernels.program.Step;

/**
 * Steps of a program that a device runs in one go: the unit of checks and measurements.
 *
 * @param phase when the device runs them so
 * @param layers the steps in each layer that shares what is compiled; they differ in their weights only
 * @param at for each of these layers, where the steps begin among the program's
 */
public record Operator(Phase phase, List<List<Step>> layers, List<Integer> at) {
    public Operator {
        layers = layers.stream().map(List::copyOf).toList();
        at = List.copyOf(at);
        if (layers.isEmpty() || layers.size() != at.size() || layers.getFirst().isEmpty()) {
            throw new IllegalArgumentException("an operator of " + layers.size() + " layers at " + at);
        }
    }

    /** The steps of its first layer. */
    public List<Step> steps() {
        return layers.getFirst();
    }
}
