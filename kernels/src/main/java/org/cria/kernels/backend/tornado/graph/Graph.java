package org.cria.kernels.backend.tornado.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.lower.Launch;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A task graph before it is one.
 *
 * @param name unique in its plan
 * @param launches its tasks
 * @param sent arrays that the host sends at every run
 * @param fetched arrays that come back at every run
 * @param asked arrays that come back when asked for
 */
public record Graph(String name, List<Launch> launches, List<Object> sent, List<Object> fetched, List<Object> asked) {
    public Graph {
        launches = List.copyOf(launches);
        sent = List.copyOf(sent);
        fetched = List.copyOf(fetched);
        asked = List.copyOf(asked);
    }

    /** Every array that a task uses, once. */
    public List<Object> arrays() {
        Set<Object> seen = identities();
        List<Object> arrays = new ArrayList<>();
        launches.stream()
                .flatMap(launch -> Stream.concat(launch.reads().stream(), launch.writes().stream()))
                .filter(seen::add)
                .forEach(arrays::add);
        return arrays;
    }

    /** Arrays that must hold something before the graph runs: those that a task reads before any has written them. */
    List<Object> needed() {
        Set<Object> known = identities();
        List<Object> needed = new ArrayList<>();
        for (Launch launch : launches) {
            launch.reads().stream().filter(known::add).forEach(needed::add);
            known.addAll(launch.writes());
        }
        return needed;
    }

    private static Set<Object> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * A graph that has the shared arrays from the graph that loads them. TornadoVM hands device copies on from the graph that ran
     * immediately before: the first time that is the loading one; later it is any of {@code before}, for each of which one common
     * array must be named, and the others stay as they are.
     *
     * @param shared the arrays that graphs have in common
     * @param common one of them, used by every graph
     */
    public TaskGraph sharing(String loading, Set<Object> shared, Set<String> before, IntArray common) {
        TaskGraph graph = new TaskGraph(name);
        if (!sent.isEmpty()) {
            graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, sent.toArray());
        }
        graph.consumeFromDevice(
                loading, arrays().stream().filter(shared::contains).toArray());
        for (String graphBefore : before) {
            if (!graphBefore.equals(name)) { // what it has itself it keeps
                graph.consumeFromDevice(graphBefore, common);
            }
        }
        addTasks(graph);
        if (!fetched.isEmpty()) {
            graph.transferToHost(DataTransferMode.EVERY_EXECUTION, fetched.toArray());
        }
        if (!asked.isEmpty()) {
            graph.transferToHost(DataTransferMode.UNDER_DEMAND, asked.toArray());
        }
        return graph;
    }

    /**
     * The graph that brings arrays to the device and keeps them there. Arrays that kernels fill get memory and nothing else:
     * without a word on them, TornadoVM would copy what the host has of them, since a task that writes an array under a condition
     * counts as one that reads it.
     *
     * @param filled by the host, before it runs
     * @param shared all that others have from it
     */
    public TaskGraph loading(List<? extends Object> filled, List<Object> shared) {
        TaskGraph graph = new TaskGraph(name);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, filled.toArray());
        Set<Object> brought = identities();
        brought.addAll(filled);
        graph.transferToDevice(
                DataTransferMode.UNDER_DEMAND,
                shared.stream().filter(array -> !brought.contains(array)).toArray());
        addTasks(graph);
        return graph.persistOnDevice(shared.toArray());
    }

    /**
     * A graph that has nothing from others: it brings all that its tasks use, what stays the same once.
     *
     * @param constant arrays that the host fills once
     */
    public TaskGraph alone(Set<Object> constant) {
        TaskGraph graph = new TaskGraph(name);
        Object[] once = arrays().stream().filter(constant::contains).toArray();
        if (once.length > 0) {
            graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, once);
        }
        graph.transferToDevice(
                DataTransferMode.EVERY_EXECUTION,
                arrays().stream().filter(array -> !constant.contains(array)).toArray());
        addTasks(graph);
        return graph.transferToHost(DataTransferMode.EVERY_EXECUTION, fetched.toArray());
    }

    private void addTasks(TaskGraph graph) {
        for (Launch launch : launches) {
            launch.add().accept(graph);
        }
    }

    /** Tells how its launches are to be split into groups, and what they write. */
    public void schedule(GridScheduler grids, Target target) {
        for (Launch launch : launches) {
            WorkerGrid grid = new WorkerGrid1D(Math.multiplyExact(launch.groups(), launch.items()));
            grid.setLocalWork(launch.items(), 1, 1);
            grids.addWorkerGrid(name + "." + launch.name(), grid);
            target.writes(name + "." + launch.name(), launch.writes());
        }
    }
}
