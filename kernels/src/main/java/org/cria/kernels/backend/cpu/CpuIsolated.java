package org.cria.kernels.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Dataflow;
import org.cria.kernels.program.Operands;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.jspecify.annotations.Nullable;

/** One step by itself, with activations and a cache of its own: what it will write is filled with NaN before. */
final class CpuIsolated implements Isolated {
    /** A step of one layer, lowered. */
    private record Layer(List<Step> steps, Lowering lowering, CpuKvStore kv) {}

    private final List<Layer> layers;
    private final Settings settings;
    private final CpuLoops loops;
    private final Workers workers;
    private @Nullable Batch batch;

    CpuIsolated(Operator operator, Program program, Settings settings, CpuLoops loops) {
        this.settings = settings;
        this.loops = loops;
        this.layers =
                operator.layers().stream().map(steps -> layer(steps, program)).toList();
        this.workers = new Workers(settings.threads());
    }

    private Layer layer(List<Step> steps, Program program) {
        List<Step> own = steps.stream()
                .map(step -> step.with(Operands.cacheLayers(_ -> 0)))
                .toList();
        Program alone = new Program(
                List.of(),
                List.of(own),
                List.of(),
                program.logits(),
                program.kv().of(steps));
        CpuKvStore kv = new CpuKvStore(alone, settings.keys(), settings.values(), loops.arithmetic());
        return new Layer(own, new Lowering(alone, loops, kv, settings.threads()), kv);
    }

    @Override
    public Values run(int number, Batch next, Values before) {
        batch = next;
        Layer layer = layers.get(number);
        int cells = before.cache().length == 0 ? 0 : settings.cells();
        int[] all = IntStream.range(0, cells).toArray();
        layer.kv.reserve(Math.max(1, cells));
        layer.kv.write(all, 0, cells, MemorySegment.ofArray(before.cache()));
        ForwardPass pass = pass(layer, next);
        Map<Buffer, float[]> after = new LinkedHashMap<>();
        for (Step step : layer.steps) {
            step.writes().forEach(buffer -> Arrays.fill(values(layer, buffer), Float.NaN));
        }
        for (Buffer buffer : Dataflow.needed(layer.steps)) {
            float[] values = before.of(buffer);
            System.arraycopy(values, 0, values(layer, buffer), 0, values.length);
        }
        workers.run(layer.lowering.ops(), pass, () -> false);
        for (Step step : layer.steps) {
            for (Buffer buffer : step.writes()) {
                int rows = buffer.rows() == Buffer.Rows.TOKENS ? next.rows() : next.outputRows();
                after.put(buffer, Arrays.copyOf(values(layer, buffer), rows * buffer.columns()));
            }
        }
        byte[] cache = new byte[before.cache().length];
        layer.kv.read(all, 0, cells, MemorySegment.ofArray(cache));
        return new Values(after, cache);
    }

    private static float[] values(Layer layer, Buffer buffer) {
        return layer.lowering.activation(buffer).values();
    }

    private ForwardPass pass(Layer layer, Batch next) {
        layer.kv.reserve(Math.max(1, settings.cells()));
        ForwardPass pass = new ForwardPass(next, layer.kv.windowRows(next));
        loops.arithmetic().begin(next.rows());
        layer.lowering.prepare(pass);
        return pass;
    }

    @Override
    public long again() {
        return kernelNanos(0);
    }

    @Override
    public long kernelNanos(int number) {
        if (batch == null) {
            throw new IllegalStateException("a step is timed on what it ran on before");
        }
        Layer layer = layers.get(number);
        ForwardPass pass = pass(layer, batch);
        long start = System.nanoTime();
        workers.run(layer.lowering.ops(), pass, () -> false);
        return System.nanoTime() - start;
    }

    @Override
    public int launches() {
        return 1;
    }

    @Override
    public void close() {
        workers.close();
        layers.forEach(layer -> layer.kv.close());
    }
}
