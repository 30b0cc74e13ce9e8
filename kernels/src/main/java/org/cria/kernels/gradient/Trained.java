package org.cria.kernels.gradient;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Weight;

/** The weights whose derivatives are wanted, and which contents depend on them: gradients of others are needed by nobody. */
final class Trained {
    private final Map<Weight, float[]> gradients = new LinkedHashMap<>();
    private final BitSet dependent = new BitSet();

    /**
     * Trained weights of a program.
     *
     * @throws IllegalArgumentException if one is not the program's, or not in F32
     */
    Trained(Course course, Collection<Weight> weights) {
        for (Weight weight : weights) {
            if (!weight.format().equals(Formats.F32)) {
                throw new IllegalArgumentException("weight '" + weight.name() + "' to be trained is " + weight.shape()
                        + ", expected F32: others have no values between two neighbours");
            }
            gradients.put(weight, new float[Math.multiplyExact(weight.rows(), weight.columns())]);
        }
        Set<Weight> met = new HashSet<>();
        for (Node node : course.nodes()) {
            boolean depends = node.reads().stream().anyMatch(this::reaches);
            for (Weight weight : node.step().weights()) {
                depends |= has(weight);
                met.add(weight);
            }
            if (depends) {
                node.writes().forEach(content -> dependent.set(content.number()));
            }
        }
        for (Weight weight : gradients.keySet()) {
            if (!met.contains(weight)) {
                throw new IllegalArgumentException(
                        "weight '" + weight.name() + "' to be trained is not one of the program's");
            }
        }
    }

    boolean has(Weight weight) {
        return gradients.containsKey(weight);
    }

    /** Whether a content depends on a trained weight. */
    boolean reaches(Content content) {
        return dependent.get(content.number());
    }

    /** Whether a node has anything to hand on in the pass back. */
    boolean reaches(Node node) {
        return node.writes().stream().anyMatch(this::reaches);
    }

    /** [rows, columns], the live array. */
    Optional<float[]> gradient(Weight weight) {
        return Optional.ofNullable(gradients.get(weight));
    }

    Map<Weight, float[]> gradients() {
        return gradients;
    }
}
