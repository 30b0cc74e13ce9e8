package org.cria.cli.bench;

import org.cria.cli.arguments.DeviceArguments;
import org.cria.kernels.format.Format;
import org.cria.model.MemoryPlan;
import org.cria.model.ModelOptions;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;

/**
 * One way to load a model.
 *
 * @param batch prompt tokens handed over at once
 * @param microBatch prompt tokens computed at once, where that is less
 * @param adapters what they make of a model
 */
public record BenchSetup(
        DeviceArguments device,
        int batch,
        int microBatch,
        Format keys,
        Format values,
        int threads,
        ProgramRewrite adapters) {
    /** Fails where a number is none that a model can be loaded with. */
    public BenchSetup {
        sizes(batch, microBatch, keys, values, threads, adapters);
    }

    /** What the model of a file needs with so much context. */
    long plannedBytes(Gguf gguf, int context) {
        return MemoryPlan.of(gguf, sizes().withContextSize(context)).totalBytes();
    }

    /** All but the context. */
    public ModelOptions options() {
        return device.on(sizes());
    }

    private ModelOptions sizes() {
        return sizes(batch, microBatch, keys, values, threads, adapters);
    }

    private static ModelOptions sizes(
            int batch, int microBatch, Format keys, Format values, int threads, ProgramRewrite adapters) {
        return ModelOptions.defaults()
                .withBatchSize(Math.min(batch, microBatch))
                .withCache(keys, values)
                .withThreads(threads)
                .withRewrite(adapters);
    }
}
