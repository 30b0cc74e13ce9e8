package org.cria.kernels.backend.tornado.lower;

import org.cria.kernels.backend.OwnKernel;

/**
 * An operator of a device, launched and computed by a user's own kernels.
 *
 * @param <O> the operator: a step, or one of the fused {@link Lowered}
 */
public interface DeviceKernel<O> extends OwnKernel {
    /** The operator that it computes, one of {@link KernelsByOperator#operators}. */
    Class<O> operator();

    /** Adds its launches. */
    OperatorLowering<O> lowering();

    @Override
    default String place() {
        return operator().getSimpleName();
    }
}
