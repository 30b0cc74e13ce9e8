package org.cria.kernels.backend.tornado.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cria.kernels.backend.tornado.device.DeviceFault;
import org.cria.kernels.backend.tornado.device.Target;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The graphs of a program in one plan of TornadoVM's, which are run by name. A graph is compiled when it first runs, so a short
 * prompt waits for none that it does not need.
 */
public final class GraphPlan implements AutoCloseable {
    private final Graphs graphs;
    private final Tally tally;
    private final Map<String, Set<String>> before;
    private final Map<String, Integer> indices = new HashMap<>();
    private final Set<String> started = new HashSet<>();
    private final TornadoExecutionPlan plan;
    private final String device;
    private String last = GraphNames.LOAD;
    private boolean loaded;
    private boolean uploaded;

    /**
     * @param common an array that every graph uses
     * @param tally what counts its runs
     */
    public GraphPlan(Graphs graphs, Target target, IntArray common, Tally tally) {
        this.graphs = graphs;
        this.tally = tally;
        this.before = graphs.before();
        this.device = target.description();
        this.plan = target.plan(() -> plan(target, common));
    }

    private TornadoExecutionPlan plan(Target target, IntArray common) {
        Set<Object> shared = Graphs.identities();
        shared.addAll(graphs.shared());
        GridScheduler grids = new GridScheduler();
        List<ImmutableTaskGraph> snapshots = new ArrayList<>();
        for (Graph graph : graphs.all()) {
            graph.schedule(grids, target);
            indices.put(graph.name(), snapshots.size());
            TaskGraph made = graph.name().equals(GraphNames.LOAD)
                    ? graph.loading(graphs.loaded(), graphs.shared())
                    : graph.sharing(GraphNames.LOAD, shared, known(before.get(graph.name())), common);
            snapshots.add(made.snapshot());
        }
        return new TornadoExecutionPlan(snapshots.toArray(ImmutableTaskGraph[]::new)).withGridScheduler(grids);
    }

    /** Whether any graph has run. */
    public boolean hasStarted() {
        return !started.isEmpty();
    }

    /** A graph's first run follows the one that loads, and so does every run after a graph that it does not expect. */
    public TornadoExecutionResult run(String graph) {
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
        TornadoExecutionResult result = execute(graph, first && graphs.isRecorded(graph));
        if (uploads) {
            tally.brought(graphs.named(graph).launches(), graphs.named(graph).sent());
        } else {
            tally.ran(graphs.named(graph));
        }
        if (first && !uploads) {
            tally.compiled(System.nanoTime() - start);
        }
        started.add(graph);
        last = graph;
        return result;
    }

    /** @param forFirst whether the graph that follows has not run yet: then this belongs to the start, and to no token */
    private void load(boolean forFirst) {
        execute(GraphNames.LOAD, false);
        Graph load = graphs.named(GraphNames.LOAD);
        if (forFirst) {
            tally.brought(load.launches(), loaded ? List.of() : graphs.loaded());
        } else {
            tally.ran(load);
        }
        loaded = true;
    }

    private void upload() {
        long start = System.nanoTime();
        graphs.upload().run(this::run);
        uploaded = true;
        tally.uploaded(System.nanoTime() - start);
    }

    /**
     * What is recorded has the addresses of this run for good. They stay: all arrays that graphs share are the loading one's, from
     * whichever graph they come.
     *
     * @param recording what this run does, which TornadoVM must know before a graph's first
     */
    private TornadoExecutionResult execute(String graph, boolean recording) {
        try {
            TornadoExecutionPlan chosen = plan.withGraph(known(indices.get(graph)));
            return (recording ? chosen.withCUDAGraph() : chosen).execute();
        } catch (RuntimeException e) {
            throw DeviceFault.of(e, device);
        }
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
