package org.cria.kernels.backend.tornado.graph;

import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;

/**
 * What graphs run on.
 *
 * @param target a device, or what watches in its place
 * @param shape sizes that suit it
 * @param kernels that run there
 */
public record Equipment(Target target, DeviceShape shape, KernelsByOperator kernels) {
    /** With this backend's own kernels. */
    public Equipment(Target target, DeviceShape shape) {
        this(target, shape, KernelsByOperator.STANDARD);
    }
}
