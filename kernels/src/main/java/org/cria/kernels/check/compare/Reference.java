package org.cria.kernels.check.compare;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Dataflow;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Operands;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * Runs steps on the CPU backend on values that are given. What the steps need is looked up in tables of these values, so that a
 * plain program does it.
 */
public final class Reference {
    private final KvShape kv; // of all layers
    private final Settings settings;
    private final Backend cpu = Backends.host();

    /** @param settings with the cells that batches use */
    public Reference(KvShape kv, Settings settings) {
        this.kv = kv;
        this.settings = settings.withCpu(CpuArithmetic.EXACT); // devices round no activations
    }

    /**
     * What steps of one layer write.
     *
     * @param wanted buffers to hand out
     */
    public Values run(List<Step> steps, Batch batch, Values before, List<Buffer> wanted) {
        Map<Buffer, float[]> after = new LinkedHashMap<>();
        byte[] cache = new byte[0];
        List<Buffer> results =
                wanted.isEmpty() ? List.copyOf(Dataflow.needed(steps)).subList(0, 1) : wanted;
        for (Buffer result : results) {
            Arena arena = Arena.ofAuto(); // several threads read it
            Program program = program(steps, batch, before, result, arena);
            try (Executable executable = cpu.compile(program, settings)) {
                int cells = before.cache().length == 0 ? 0 : settings.cells();
                int[] all = IntStream.range(0, cells).toArray();
                executable.kv().reserve(Math.max(1, cells));
                executable.kv().write(all, 0, cells, MemorySegment.ofArray(before.cache()));
                Output output = executable.forward(fed(batch, steps, result));
                if (wanted.contains(result)) {
                    after.put(result, values(output));
                }
                cache = new byte[before.cache().length];
                executable.kv().read(all, 0, cells, MemorySegment.ofArray(cache));
            }
        }
        return new Values(after, cache);
    }

    private Program program(List<Step> steps, Batch batch, Values before, Buffer result, Arena arena) {
        List<Step> input = new ArrayList<>();
        for (Buffer needed : Dataflow.needed(steps)) {
            Weight table = table(needed, batch, before.of(needed), arena);
            if (needed.rows() == Buffer.Rows.TOKENS) {
                input.add(new Step.Embed(table, needed));
            } else {
                Buffer all = Buffer.ofTokens("all of " + needed.name(), needed.columns());
                input.add(new Step.Embed(table, all));
                input.add(new Step.SelectOutputs(all, needed));
            }
        }
        List<Step> own = steps.stream()
                .map(step -> step.with(Operands.cacheLayers(_ -> 0)))
                .toList();
        if (result.rows() == Buffer.Rows.OUTPUTS) {
            return new Program(input, List.of(own), List.of(), result, kv.of(steps));
        }
        Buffer logits = Buffer.ofOutputs("rows of " + result.name(), result.columns());
        return new Program(input, List.of(own), List.of(new Step.SelectOutputs(result, logits)), logits, kv.of(steps));
    }

    /** A row per row of the batch; where a buffer has one per output, the other rows are never looked up. */
    private static Weight table(Buffer buffer, Batch batch, float[] values, Arena arena) {
        int columns = buffer.columns();
        MemorySegment data = arena.allocate((long) batch.rows() * columns * Float.BYTES, Float.BYTES);
        int from = 0;
        for (int row = 0; row < batch.rows(); row++) {
            if (buffer.rows() == Buffer.Rows.TOKENS || batch.outputs()[row]) {
                MemorySegment.copy(
                        values, from * columns, data, Little.FLOAT, (long) row * columns * Float.BYTES, columns);
                from++;
            }
        }
        return new Weight(buffer.name(), Formats.F32, batch.rows(), columns, data);
    }

    /** The batch with the rows' numbers as tokens, unless the steps look tokens up themselves. */
    private static Batch fed(Batch batch, List<Step> steps, Buffer result) {
        Set<Buffer> needed = Dataflow.needed(steps);
        int[] tokens = needed.isEmpty()
                ? batch.tokens()
                : IntStream.range(0, batch.rows()).toArray();
        boolean[] outputs = batch.outputs().clone();
        if (result.rows() == Buffer.Rows.TOKENS) {
            Arrays.fill(outputs, true);
        }
        return new Batch(
                batch.phase(),
                tokens,
                batch.positions(),
                batch.sequences(),
                outputs,
                batch.cells(),
                batch.given(),
                batch.strengths());
    }

    private static float[] values(Output output) {
        return Arrays.copyOf(output.values(), output.rows() * output.columns());
    }
}
