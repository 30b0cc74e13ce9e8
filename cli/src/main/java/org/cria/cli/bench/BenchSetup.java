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

    /** What the model of a file needs for so many sequences of so much context. */
    long plannedBytes(Gguf gguf, int context, int sequences) {
        return MemoryPlan.of(gguf, sizes(context, sequences)).totalBytes();
    }

    /** All but context and sequences. */
    public ModelOptions options() {
        return device.on(sizes());
    }

    /** To load a model with, for so many sequences of so much context. */
    public ModelOptions options(int context, int sequences) {
        return device.on(sizes(context, sequences));
    }

    private ModelOptions sizes(int context, int sequences) {
        return sizes().withContextSize(context).withSessions(sequences);
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
