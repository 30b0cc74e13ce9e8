package org.cria.kernels.backend.tornado;

import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.ShapeFigure;

/** The shape for CPUs, with small batches: tests that need several of them stay short. */
public final class CpuShape {
    private CpuShape() {}

    /** @param batchRows the most tokens of a prompt at a time */
    public static DeviceShape of(int batchRows) {
        DeviceShape cpu = DeviceShape.cpu();
        return cpu.with(cpu.figures().with(ShapeFigure.BATCH_ROWS, batchRows));
    }
}
