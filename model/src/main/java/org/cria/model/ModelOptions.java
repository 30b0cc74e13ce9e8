package org.cria.model;

import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.Plan;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.check.tuning.TunedFigures;
import org.cria.model.family.ProgramRewrite;

/**
 * How to load a model.
 *
 * @param device {@code auto}, a device's name, or the choice of {@link org.cria.kernels.backend.Backends#auto}
 * @param gpuLayers how many of the last layers run on that device, if it is not the CPU; {@link Plan#AUTO}: as many as fit
 * @param contextSize the most tokens of a session; 0 is the model's own, {@link #DEFAULT_CONTEXT} the smaller of that and 4096
 * @param threads that compute, at least 1
 * @param batchSize the most prompt tokens that are processed at once, at least 1
 * @param keys how cached keys are kept: F32, F16 or Q8_0
 * @param values how cached values are kept: F32, F16 or Q8_0
 * @param cpu how the CPU computes
 * @param tuned sizes of kernels that were found to suit devices
 * @param rewrite what becomes of the program that the model's family writes down
 * @param checksMemory whether a model that does not fit in memory is refused
 * @param sessions how many sessions may fill their contexts at a time, for the memory plan, at least 1
 */
public record ModelOptions(
        String device,
        int gpuLayers,
        int contextSize,
        int threads,
        int batchSize,
        Format keys,
        Format values,
        CpuArithmetic cpu,
        TunedFigures tuned,
        ProgramRewrite rewrite,
        boolean checksMemory,
        int sessions) {
    /** The context size that stands for: the model's, at most 4096. */
    public static final int DEFAULT_CONTEXT = -1;

    static final int DEFAULT_CONTEXT_LIMIT = 4096;

    /** Larger batches are no faster on a CPU (docs/performance.md), and progress and cancelling wait for a batch. */
    private static final int DEFAULT_BATCH = 128;

    public ModelOptions {
        check(Control.CONTEXT_SIZE, contextSize, contextSize >= DEFAULT_CONTEXT, "1 or more, or 0 for the model's own");
        check(Control.GPU_LAYERS, gpuLayers, gpuLayers >= Plan.AUTO, "0 or more, or auto");
        check(new Control("threads"), threads, threads >= 1 && threads <= 1024, "1 to 1024");
        check(new Control("slots"), sessions, sessions >= 1 && sessions <= 1024, "1 to 1024");
        check(new Control("batch size"), batchSize, batchSize >= 1 && batchSize <= 65_536, "1 to 65536");
    }

    /** The fastest device, one thread per core, batches of 128, an F16 cache, the fastest arithmetic. */
    public static ModelOptions defaults() {
        return new ModelOptions(
                "auto",
                Plan.AUTO,
                DEFAULT_CONTEXT,
                Runtime.getRuntime().availableProcessors(),
                DEFAULT_BATCH,
                Formats.F16,
                Formats.F16,
                CpuArithmetic.FASTEST,
                TunedFigures.NONE,
                ProgramRewrite.NONE,
                true,
                1);
    }

    public ModelOptions withDevice(String name) {
        return new ModelOptions(
                name,
                gpuLayers,
                contextSize,
                threads,
                batchSize,
                keys,
                values,
                cpu,
                tuned,
                rewrite,
                checksMemory,
                sessions);
    }

    /** Runs this many of the last layers on the device, or {@link Plan#AUTO}. */
    public ModelOptions withGpuLayers(int layers) {
        return new ModelOptions(
                device,
                layers,
                contextSize,
                threads,
                batchSize,
                keys,
                values,
                cpu,
                tuned,
                rewrite,
                checksMemory,
                sessions);
    }

    public ModelOptions withContextSize(int tokens) {
        return new ModelOptions(
                device,
                gpuLayers,
                tokens,
                threads,
                batchSize,
                keys,
                values,
                cpu,
                tuned,
                rewrite,
                checksMemory,
                sessions);
    }

    public ModelOptions withThreads(int count) {
        return new ModelOptions(
                device,
                gpuLayers,
                contextSize,
                count,
                batchSize,
                keys,
                values,
                cpu,
                tuned,
                rewrite,
                checksMemory,
                sessions);
    }

    public ModelOptions withBatchSize(int rows) {
        return new ModelOptions(
                device,
                gpuLayers,
                contextSize,
                threads,
                rows,
                keys,
                values,
                cpu,
                tuned,
                rewrite,
                checksMemory,
                sessions);
    }

    /** Keeps the cache in another format for keys and values. */
    public ModelOptions withCache(Format keyFormat, Format valueFormat) {
        return new ModelOptions(
                device,
                gpuLayers,
                contextSize,
                threads,
                batchSize,
                keyFormat,
                valueFormat,
                cpu,
                tuned,
                rewrite,
                checksMemory,
                sessions);
    }

    /** Computes otherwise on the CPU. */
    public ModelOptions withCpu(CpuArithmetic arithmetic) {
        return new ModelOptions(
                device,
                gpuLayers,
                contextSize,
                threads,
                batchSize,
                keys,
                values,
                arithmetic,
                tuned,
                rewrite,
                checksMemory,
                sessions);
    }

    /** Runs kernels in the sizes that were found for their devices. */
    public ModelOptions withTuned(TunedFigures found) {
        return new ModelOptions(
                device,
                gpuLayers,
                contextSize,
                threads,
                batchSize,
                keys,
                values,
                cpu,
                found,
                rewrite,
                checksMemory,
                sessions);
    }

    /** Rewrites the program before anything else sees it. */
    public ModelOptions withRewrite(ProgramRewrite other) {
        return new ModelOptions(
                device,
                gpuLayers,
                contextSize,
                threads,
                batchSize,
                keys,
                values,
                cpu,
                tuned,
                other,
                checksMemory,
                sessions);
    }

    /** Opens a model that is larger than memory too: its weights are read from the file again and again, which is slow. */
    public ModelOptions withoutMemoryCheck() {
        return new ModelOptions(
                device, gpuLayers, contextSize, threads, batchSize, keys, values, cpu, tuned, rewrite, false, sessions);
    }

    /** Plans memory for so many sessions at a time. */
    public ModelOptions withSessions(int count) {
        return new ModelOptions(
                device,
                gpuLayers,
                contextSize,
                threads,
                batchSize,
                keys,
                values,
                cpu,
                tuned,
                rewrite,
                checksMemory,
                count);
    }

    /** The context that a model of this context length gets. */
    public int contextFor(int modelContext) {
        return switch (contextSize) {
            case DEFAULT_CONTEXT -> Math.min(modelContext, DEFAULT_CONTEXT_LIMIT);
            case 0 -> modelContext;
            default -> contextSize;
        };
    }

    /**
     * What to compile with.
     *
     * @param contextTokens the most tokens of one session, of which there may be several
     */
    public Settings settings(int contextTokens) {
        return new Settings(
                threads,
                batchSize,
                keys,
                values,
                (int) Math.min(Integer.MAX_VALUE, (long) contextTokens * sessions),
                cpu,
                sessions);
    }

    private static void check(Control control, int found, boolean valid, String expected) {
        if (!valid) {
            throw new CriaException(Explanation.outOfRange(control, found, expected));
        }
    }
}
