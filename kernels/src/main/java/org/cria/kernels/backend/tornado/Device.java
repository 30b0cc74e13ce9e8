package org.cria.kernels.backend.tornado;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.KeyRotation;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.graph.Graph;
import org.cria.kernels.backend.tornado.graph.GraphNames;
import org.cria.kernels.backend.tornado.graph.Graphs;
import org.cria.kernels.backend.tornado.graph.Target;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.memory.CellTable;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.SavedCache;
import org.cria.kernels.backend.tornado.memory.Stacks;
import org.cria.kernels.program.Program;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A program on a device: its memory and its graphs in one plan. A graph is compiled when it first runs, so a short prompt waits for
 * none that it does not need.
 */
final class Device implements AutoCloseable {
    private final Program program;
    private final Layout layout;
    private final Memory memory;
    private final Graphs graphs;
    private final Map<String, Integer> indices = new HashMap<>();
    private final Set<String> started = new HashSet<>();
    private final Map<String, Set<String>> before;
    private final boolean restored;
    private final Books books;
    private final Map<String, Graph> made = new HashMap<>();
    private final TornadoExecutionPlan plan;
    private String last = GraphNames.LOAD;
    private boolean loaded;
    private boolean uploaded;

    /**
     * @param books where it is noted what it does
     * @param cells of the cache
     * @param positions beyond the last one of any token
     * @param saved what {@link #save} of the device before this one gave; empty for a new cache
     */
    Device(
            Program program,
            Settings settings,
            DeviceShape shape,
            Target runtime,
            Books books,
            int cells,
            int positions,
            SavedCache saved) {
        long start = System.nanoTime();
        this.program = program;
        this.books = books;
        this.layout = new Layout(program, settings, cells, shape.arrayBytes());
        int rows = Math.min(shape.batchRows(), settings.batchRows());
        this.memory = new Memory(program, settings, layout.all(), Stacks.Place.DEVICE, rows, cells, positions);
        this.restored = !saved.layers().isEmpty();
        this.graphs = new Graphs(layout, shape, memory, restored);
        this.before = graphs.before();
        if (restored) {
            saved.into(layout, memory);
        }
        this.plan = runtime.plan(() -> plan(runtime));
        memory.stacks().free(); // from now on only the device has them
        books.planned(System.nanoTime() - start);
    }

    private TornadoExecutionPlan plan(Target runtime) {
        Set<Object> shared = Collections.newSetFromMap(new IdentityHashMap<>());
        shared.addAll(graphs.shared());
        GridScheduler grids = new GridScheduler();
        List<ImmutableTaskGraph> snapshots = new ArrayList<>();
        for (Graph original : graphs.all()) {
            Graph graph = original.with(runtime::instead);
            made.put(graph.name(), graph);
            graph.schedule(grids);
            indices.put(graph.name(), snapshots.size());
            TaskGraph made = graph.name().equals(GraphNames.LOAD)
                    ? graph.loading(loaded(graph), graphs.shared())
                    : graph.sharing(GraphNames.LOAD, shared, known(before.get(graph.name())), memory.pass());
            snapshots.add(made.snapshot());
            graph.launches().forEach(launch -> runtime.writes(graph.name() + "." + launch.name(), launch.writes()));
        }
        return new TornadoExecutionPlan(snapshots.toArray(ImmutableTaskGraph[]::new)).withGridScheduler(grids);
    }

    private List<Object> loaded(Graph loading) {
        Set<Object> used = Collections.newSetFromMap(new IdentityHashMap<>());
        used.addAll(loading.arrays());
        return graphs.filled().stream().filter(used::contains).toList();
    }

    int cells() {
        return memory.cells();
    }

    int positions() {
        return memory.positions();
    }

    /** Sequences whose cells the device keeps. */
    int slots() {
        return memory.slots();
    }

    /** The most rows of one pass. */
    int rows(Phase phase) {
        return graphs.rows(phase);
    }

    /** Sends changes of the table of cells, which are too many for a pass to bring along. */
    void sync(CellTable.Updates updates) {
        IntArray staged = graphs.staged(GraphNames.SYNC);
        int most = (staged.getSize() - 1) / 2;
        for (int from = 0; from < updates.count(); from += most) {
            updates.write(staged, 0, from, Math.min(updates.count(), from + most));
            run(GraphNames.SYNC);
        }
    }

    /** Whether a pass can bring these changes of the table along. */
    boolean fits(Phase phase, CellTable.Updates updates) {
        IntArray staged = graphs.staged(GraphNames.input(phase));
        return Pass.size(rows(phase)) + 1 + 2 * updates.count() <= staged.getSize();
    }

    /**
     * Runs one pass.
     *
     * @param records [rows, {@link Pass#RECORD}] one per row
     * @param given activations of these rows, [rows, columns] from {@code givenRow} on; empty for a program that begins with tokens
     * @param outputs rows that want logits
     * @param best how many tokens are wanted of one row; 0 for all logits
     */
    void forward(
            Phase phase, int[] records, float[] given, int givenRow, int outputs, int best, CellTable.Updates updates) {
        IntArray staged = graphs.staged(GraphNames.input(phase));
        int rows = records.length / Pass.RECORD;
        header(staged, rows, outputs);
        for (int i = 0; i < records.length; i++) {
            staged.set(Pass.RECORDS + i, records[i]);
        }
        updates.write(staged, Pass.size(rows(phase)), 0, updates.count());
        graphs.given(phase).ifPresent(array -> {
            int columns = array.getSize() / rows(phase);
            MemorySegment.copy(given, givenRow * columns, array.getSegment(), JAVA_FLOAT_UNALIGNED, 0, rows * columns);
        });
        run(GraphNames.input(phase));
        for (Layout.Place place : layout.places()) {
            String name = GraphNames.layers(phase, place.segment());
            if (graphs.has(name)) {
                graphs.layerNumber(name).set(0, place.number());
                run(name);
            }
        }
        if (outputs > 0) {
            run(GraphNames.best(phase, best));
        }
    }

    /** Copies the logits of the last pass. */
    void logits(Phase phase, int outputs, float[] target, int at) {
        FloatArray logits = memory.logits(rows(phase));
        int count = outputs * program.logits().columns();
        MemorySegment.copy(logits.getSegment(), JAVA_FLOAT_UNALIGNED, 0, target, at, count);
    }

    /** The best of the last pass, which was asked for {@code wanted} tokens. */
    Scores.Best best(int wanted) {
        int most = GraphNames.most(wanted);
        Memory.Bests bests = memory.bests(Graphs.BEST_PARTS, most);
        return Candidate.merge(bests.values(), bests.ids(), Graphs.BEST_PARTS, most, wanted);
    }

    /** Copies one cell to another in all layers. */
    void copy(int from, int to) {
        IntArray staged = graphs.staged(GraphNames.COPY);
        header(staged, 1, 0);
        staged.set(Pass.RECORDS + Pass.POSITION, from);
        staged.set(Pass.RECORDS + Pass.CELL, to);
        staged.set(Pass.size(1), 0);
        run(GraphNames.COPY);
    }

    /** Turns the keys of some cells by some positions more. */
    void turnKeys(int[] cells, int start, int count, int positions) {
        if (!graphs.has(GraphNames.TURN)) {
            return; // keys that are cached as they come
        }
        graphs.turns().forEach((rotation, array) -> {
            KeyRotation.Turn turn = rotation.by(positions);
            for (int i = 0; i < turn.cosines().length; i++) {
                array.set(2 * i, turn.cosines()[i]);
                array.set(2 * i + 1, turn.sines()[i]);
            }
        });
        IntArray request = graphs.turnRequest();
        request.set(1, memory.cells());
        for (int from = start; from < start + count; from += Graphs.TURN_CELLS) {
            int most = Math.min(Graphs.TURN_CELLS, start + count - from);
            request.set(0, most);
            for (int i = 0; i < most; i++) {
                request.set(2 + i, cells[from + i]);
            }
            run(GraphNames.TURN);
        }
    }

    /** Brings the cache to the host, for a device that takes this one's place. */
    SavedCache save() {
        if (memory.caches().isEmpty()) {
            return SavedCache.NONE;
        }
        if (started.isEmpty()) { // what it was made with is still on the host
            return restored ? SavedCache.of(layout, memory) : SavedCache.NONE;
        }
        run(GraphNames.SAVE).transferToHost(memory.cacheArrays().toArray());
        return SavedCache.of(layout, memory);
    }

    /** The cache as the host has it: that of the device after {@link #save}, an empty one before anything ran. */
    SavedCache onHost() {
        save();
        return SavedCache.of(layout, memory);
    }

    private void header(IntArray staged, int rows, int outputs) {
        staged.set(Pass.ROWS, rows);
        staged.set(Pass.OUTPUTS, outputs);
        staged.set(Pass.CELLS, memory.cells());
    }

    /** A graph's first run follows the one that loads, and so does every run after a graph that it does not expect. */
    private TornadoExecutionResult run(String graph) {
        boolean uploads = graphs.upload().has(graph);
        if (!uploaded && !uploads) {
            upload();
        }
        boolean first = !started.contains(graph);
        boolean follows = !first && known(before.get(graph)).contains(last);
        last = GraphNames.LOAD; // stays so if anything fails
        long start = System.nanoTime();
        if (!follows) {
            load(first);
        }
        TornadoExecutionResult result = execute(graph);
        if (uploads) {
            books.brought(
                    known(made.get(graph)).launches(), known(made.get(graph)).sent());
        } else {
            books.ran(known(made.get(graph)));
        }
        if (first && !uploads) {
            books.compiled(System.nanoTime() - start);
        }
        started.add(graph);
        last = graph;
        return result;
    }

    /** @param forFirst whether the graph that follows has not run yet: then this belongs to the start, and to no token */
    private void load(boolean forFirst) {
        execute(GraphNames.LOAD);
        Graph load = known(made.get(GraphNames.LOAD));
        if (forFirst) {
            books.brought(load.launches(), loaded ? List.of() : loaded(load));
        } else {
            books.ran(load);
        }
        loaded = true;
    }

    private void upload() {
        long start = System.nanoTime();
        graphs.upload().run(this::run);
        uploaded = true;
        books.uploaded(System.nanoTime() - start);
    }

    private TornadoExecutionResult execute(String graph) {
        return plan.withGraph(known(indices.get(graph))).execute();
    }

    private static <T> T known(@Nullable T ofGraph) {
        return Objects.requireNonNull(ofGraph, "a graph that is not in the plan");
    }

    @Override
    public void close() {
        try {
            plan.close();
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the device memory of a plan could not be freed", e);
        }
    }
}
