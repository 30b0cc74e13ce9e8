package org.cria.kernels.backend.tornado.lower;

/**
 * What launches an operator becomes.
 *
 * @param <O> the operator: a step, or one of the fused {@link Lowered}
 */
@FunctionalInterface
public interface OperatorLowering<O> {
    /**
     * Adds the launches of one operator.
     *
     * @param scope the arrays that it works on
     * @param launches of the graph so far
     */
    void lower(O operator, Scope scope, Launches launches);
}
