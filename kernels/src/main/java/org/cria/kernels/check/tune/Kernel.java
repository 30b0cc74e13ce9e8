package org.cria.kernels.check.tune;

import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.program.Step;

/**
 * A kernel that a program needs.
 *
 * @param text when it runs, its steps with formats and shapes
 * @param operator in layers that share what is compiled
 * @param layers of the program that have it
 */
public record Kernel(String text, Operator operator, int layers) {
    /** What it does, in a word or two. */
    public String kind() {
        if (attends()) {
            return "attention";
        }
        if (operator.steps().stream().noneMatch(Step.MatMul.class::isInstance)) {
            return "other";
        }
        return operator.phase() == Phase.PREFILL ? "product for prompts" : "product of one token";
    }

    boolean attends() {
        return operator.steps().stream().anyMatch(Step.Attend.class::isInstance);
    }
}
