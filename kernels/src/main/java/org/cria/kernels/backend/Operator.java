package org.cria.kernels.backend;

import java.util.List;
import org.cria.kernels.program.Step;

/**
 * Steps of a program that a device runs in one go: the unit of checks and measurements.
 *
 * @param use when the device runs them so
 * @param layers the steps in each layer that shares what is compiled; they differ in their weights only
 * @param at for each of these layers, where the steps begin among the program's
 */
public record Operator(Use use, List<List<Step>> layers, List<Integer> at) {
    /** When a device runs steps in this way. */
    public enum Use {
        /** The newest token. */
        DECODE("decode"),
        /** The newest token after so many that their attention is split. */
        LONG_DECODE("decode with a long past"),
        /** Several tokens of a prompt. */
        PREFILL("prefill");

        private final String text;

        Use(String text) {
            this.text = text;
        }

        public Batch.Kind kind() {
            return this == PREFILL ? Batch.Kind.PREFILL : Batch.Kind.DECODE;
        }

        @Override
        public String toString() {
            return text;
        }
    }

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
