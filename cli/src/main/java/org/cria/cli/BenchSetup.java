package org.cria.cli;

import org.cria.kernels.format.Format;
import org.cria.model.ModelOptions;

/**
 * One way to load a model.
 *
 * @param batch prompt tokens handed over at once
 * @param microBatch prompt tokens computed at once, where that is less
 */
record BenchSetup(DeviceArguments device, int batch, int microBatch, Format keys, Format values, int threads) {
    /** All but the context. */
    ModelOptions options() {
        return device.on(ModelOptions.defaults())
                .withBatchSize(Math.min(batch, microBatch))
                .withCache(keys, values)
                .withThreads(threads);
    }
}
