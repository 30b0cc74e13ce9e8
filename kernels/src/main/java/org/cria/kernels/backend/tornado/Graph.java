package org.cria.kernels.backend.tornado;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
record Graph(String name, List<Launch> launches, List<Object> sent, List<Object> fetched, List<Object> asked) {
    Graph {
        launches = List.copyOf(launches);
        sent = List.copyOf(sent);
        fetched = List.copyOf(fetched);
        asked = List.copyOf(asked);
    }

    /** Every array that a task uses, once. */
    List<Object> arrays() {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> arrays = new ArrayList<>();
        launches.stream()
                .flatMap(launch -> Stream.concat(launch.reads().stream(), launch.writes().stream()))
                .filter(seen::add)
                .forEach(arrays::add);
        return arrays;
    }

    /**
     * A graph that has its arrays from the graph that loads them. TornadoVM hands device copies on from the graph that ran
     * immediately before: the first time that is the loading one; later it is any of {@code before}, for each of which one common
     * array must be named, and the others stay as they are.
     *
     * @param common used by every graph
     */
    TaskGraph sharing(String loading, Set<String> before, IntArray common) {
        TaskGraph graph = new TaskGraph(name);
        if (!sent.isEmpty()) {
            graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, sent.toArray());
        }
        Set<Object> own = Collections.newSetFromMap(new IdentityHashMap<>());
        own.addAll(sent);
        graph.consumeFromDevice(
                loading, arrays().stream().filter(array -> !own.contains(array)).toArray());
        for (String graphBefore : before) {
            graph.consumeFromDevice(graphBefore, common);
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

    /** The graph that brings arrays to the device and keeps them there. */
    TaskGraph loading(List<? extends Object> filled) {
        TaskGraph graph = new TaskGraph(name);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, filled.toArray());
        addTasks(graph);
        return graph.persistOnDevice(arrays().toArray());
    }

    private void addTasks(TaskGraph graph) {
        for (Launch launch : launches) {
            launch.add().apply(graph);
        }
    }

    void schedule(GridScheduler grids) {
        for (Launch launch : launches) {
            WorkerGrid grid = new WorkerGrid1D(Math.multiplyExact(launch.groups(), launch.items()));
            grid.setLocalWork(launch.items(), 1, 1);
            grids.addWorkerGrid(name + "." + launch.name(), grid);
        }
    }
}
