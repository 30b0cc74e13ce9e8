package uk.ac.manchester.tornado.api;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which grid each task runs on, by {@code graph.task}: TornadoVM's {@code GridScheduler}. */
public class GridScheduler {
    private final TreeMap<String, WorkerGrid> grids = new TreeMap<>();

    public GridScheduler() {}

    public GridScheduler(String taskName, WorkerGrid workerGrid) {
        grids.put(taskName, workerGrid);
    }

    public void addWorkerGrid(String taskName, WorkerGrid workerGrid) {
        grids.put(taskName, workerGrid);
    }

    /** The grid of a task, or null. */
    public @Nullable WorkerGrid get(String taskName) {
        return grids.get(taskName);
    }

    public boolean contains(String taskScheduleName, String taskName) {
        return grids.containsKey(taskScheduleName + "." + taskName);
    }

    public Set<String> keySet() {
        return grids.keySet();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        grids.forEach((task, grid) -> text.append(task)
                .append(": global ")
                .append(Arrays.toString(grid.getGlobalWork()))
                .append(", local ")
                .append(Arrays.toString(grid.getLocalWork()))
                .append('\n'));
        return text.toString();
    }
}
