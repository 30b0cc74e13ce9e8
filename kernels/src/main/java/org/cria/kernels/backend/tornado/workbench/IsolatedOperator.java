package org.cria.kernels.backend.tornado.workbench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.graph.Graph;
import org.cria.kernels.backend.tornado.graph.KeepAlive;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.lower.FusedSegment;
import org.cria.kernels.backend.tornado.lower.Fusion;
import org.cria.kernels.backend.tornado.lower.Launch;
import org.cria.kernels.backend.tornado.lower.Scope;
import org.cria.kernels.backend.tornado.memory.Capacity;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.SavedCache;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.backend.tornado.memory.Stacks;
import org.cria.kernels.backend.tornado.memory.Strengths;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Dataflow;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * An operator in a graph of its own: the launches that it becomes, the arrays that they use, and no other kernel.
 * What it will write is filled with NaN before, so that a value that it leaves out shows.
 */
final class IsolatedOperator implements Isolated {
    private static final String NAME = "operator";

    private final Operator operator;
    private final Memory memory;
    private final Segment segment;
    private final Strengths strengths;
    private final int rows;
    private final int splits;
    private final IntArray number = new IntArray(1);
    private final List<Buffer> written;
    private final List<FloatArray> buffers;
    private final int launches;
    private final Supplier<TornadoExecutionPlan> making;
    private final boolean records;
    private final TornadoExecutionPlan plan;
    private @Nullable TornadoExecutionPlan profiled;

    IsolatedOperator(Operator operator, Program program, Settings settings, Equipment equipment) {
        this.operator = operator;
        this.segment = new Segment(NAME, operator.layers(), operator.at());
        Phase phase = operator.phase();
        Program own = new Program(List.of(), operator.layers(), List.of(), program.logits(), program.kv());
        int batchRows = equipment.rows(settings);
        int cells = Math.max(1, settings.cells());
        this.memory = new Memory(
                own, settings, List.of(segment), Stacks.Residence.HOST, new Capacity(batchRows, cells, cells));
        this.rows = memory.rows(phase);
        this.splits = equipment.shape().splits();
        this.strengths = new Strengths(own);
        FusedSegment fused = Fusion.alone(segment, program.logits(), phase);
        if (fused.operators().size() != 1) {
            throw new IllegalArgumentException(
                    "by themselves these steps are " + fused.operators().size() + " operators: " + operator.steps());
        }
        List<Launch> made = equipment.kernels().lower(new Scope(memory, equipment.shape(), fused, number, phase));
        this.launches = made.size();
        this.written = fused.operators().getFirst().writes();
        Set<Buffer> used = Dataflow.needed(operator.steps());
        used.addAll(written);
        this.buffers = used.stream().map(this::array).toList();
        List<Launch> run = new ArrayList<>();
        // TornadoVM brings nothing to the device that a task only writes; of a cache, what it does not write must stay.
        run.addAll(new KeepAlive(new IntArray(1)).filled(memory.cacheArrays(), 0));
        run.addAll(made);
        this.making = () -> equipment.target().plan(() -> plan(run, equipment.target()));
        this.records = equipment.shape().records() && phase.decoding();
        this.plan = records ? making.get().withCUDAGraph() : making.get();
    }

    private FloatArray array(Buffer buffer) {
        return buffer.equals(memory.logits()) ? memory.logits(rows) : memory.buffer(buffer);
    }

    private TornadoExecutionPlan plan(List<Launch> run, Target target) {
        Set<Object> constant = Collections.newSetFromMap(new IdentityHashMap<>());
        constant.addAll(memory.filled());
        Set<Object> fetched = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> results = new ArrayList<>(memory.cacheArrays());
        results.addAll(buffers);
        run.forEach(launch -> fetched.addAll(launch.writes()));
        results.removeIf(array -> !fetched.contains(array));
        Graph graph = new Graph(NAME, run, List.of(), results, List.of());
        GridScheduler grids = new GridScheduler();
        graph.schedule(grids, target);
        return new TornadoExecutionPlan(graph.alone(constant).snapshot()).withGridScheduler(grids);
    }

    @Override
    public Values run(int layer, Batch batch, Values before) {
        pass(batch);
        number.set(0, layer);
        buffers.forEach(array -> array.init(Float.NaN));
        for (Buffer buffer : Dataflow.needed(operator.steps())) {
            float[] values = before.of(buffer);
            MemorySegment.copy(
                    values, 0, array(buffer).getSegment(), ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
        }
        if (operator.steps().getFirst() instanceof Step.Given given) {
            MemorySegment.copy(
                    batch.given(),
                    0,
                    memory.given(rows, given.out()).getSegment(),
                    ValueLayout.JAVA_FLOAT_UNALIGNED,
                    0,
                    batch.rows() * given.out().columns());
        }
        boolean cached = !memory.caches(segment).isEmpty();
        if (cached) {
            cache(layer, MemorySegment.ofArray(before.cache()), true);
        }
        plan.execute();
        Map<Buffer, float[]> after = new LinkedHashMap<>();
        for (Buffer buffer : written) {
            after.put(buffer, values(buffer, batch));
        }
        byte[] cells = new byte[before.cache().length];
        if (cached) {
            cache(layer, MemorySegment.ofArray(cells), false);
        }
        return new Values(after, cells);
    }

    private float[] values(Buffer buffer, Batch batch) {
        int count = buffer.rows() == Buffer.Rows.TOKENS ? batch.rows() : batch.outputRows();
        float[] values = new float[count * buffer.columns()];
        MemorySegment.copy(array(buffer).getSegment(), ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values, 0, values.length);
        return values;
    }

    /** What {@link Pass#begin} makes of a staged pass. */
    private void pass(Batch batch) {
        if (batch.rows() > rows || batch.cells().size() > memory.slots()) {
            throw new IllegalArgumentException(batch.rows() + " rows of "
                    + batch.cells().size() + " sequences, at most " + rows + " of " + memory.slots());
        }
        IntArray pass = memory.pass();
        pass.set(Pass.ROWS, batch.rows());
        pass.set(Pass.OUTPUTS, batch.outputRows());
        pass.set(Pass.CELLS, memory.cells());
        int outputs = 0;
        for (int row = 0; row < batch.rows(); row++) {
            int at = Pass.RECORDS + row * Pass.RECORD;
            int sequence = batch.sequences()[row];
            int[] cells = batch.cells().get(sequence);
            pass.set(at + Pass.TOKEN, batch.tokens()[row]);
            pass.set(at + Pass.POSITION, batch.positions()[row]);
            pass.set(at + Pass.CELL, cells[batch.positions()[row]]);
            pass.set(at + Pass.SEQUENCE, sequence * memory.positions());
            // Every other one, whatever its position: both are to be seen.
            pass.set(at + Pass.PARTS, row % 2 == 0 ? 1 : splits);
            for (int position = 0; position <= batch.positions()[row]; position++) {
                memory.table().set(sequence * memory.positions() + position, cells[position]);
            }
            if (batch.outputs()[row]) {
                pass.set(Pass.RECORDS + outputs++ * Pass.RECORD + Pass.OUTPUT_ROW, row);
            }
        }
        int[] parts = strengths.of(batch, 0, batch.rows());
        for (int i = 0; i < parts.length; i++) {
            pass.set(Pass.strengths(rows) + i, parts[i]);
        }
    }

    /** Copies a layer's cells, keys and values in turn, to the arrays or from them. */
    private void cache(int layer, MemorySegment cells, boolean in) {
        SavedCache.LayerCells own = memory.caches(segment).getFirst().layer(layer);
        long keyBytes = own.keys().rowBytes();
        long cellBytes = keyBytes + own.values().rowBytes();
        for (int cell = 0; cell < cells.byteSize() / cellBytes; cell++) {
            long at = cell * cellBytes;
            if (in) {
                own.keys().write(cell, cells, at);
                own.values().write(cell, cells, at + keyBytes);
            } else {
                own.keys().read(cell, cells, at);
                own.values().read(cell, cells, at + keyBytes);
            }
        }
    }

    @Override
    public long again() {
        long start = System.nanoTime();
        plan.execute();
        return System.nanoTime() - start;
    }

    @Override
    public long kernelNanos(int layer) {
        number.set(0, layer);
        if (profiled == null) {
            // No clock of the device's runs within what is recorded.
            profiled = (records ? making.get() : plan).withProfiler(ProfilerMode.SILENT);
        }
        long start = System.nanoTime();
        long nanos = profiled.execute().getProfilerResult().getDeviceKernelTime();
        return nanos > 0 ? nanos : System.nanoTime() - start;
    }

    @Override
    public int launches() {
        return launches;
    }

    @Override
    public void close() {
        memory.stacks().free();
        try {
            plan.close();
            if (records && profiled != null) {
                profiled.close();
            }
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the device memory of an operator could not be freed", e);
        }
    }
}
