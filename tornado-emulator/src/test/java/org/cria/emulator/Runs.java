package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Runs of graphs with one task {@code t}, and what was found in them. */
final class Runs {
    private Runs() {}

    static WorkerGrid grid(int global, int local) {
        WorkerGrid grid = new WorkerGrid1D(global);
        grid.setLocalWork(local, 1, 1);
        return grid;
    }

    static IntArray counting(int size) {
        return IntArray.fromArray(IntStream.range(0, size).toArray());
    }

    static void execute(Emulator emulator, TaskGraph graph, WorkerGrid grid) {
        emulator.run(() -> new TornadoExecutionPlan(graph.snapshot())
                .withGridScheduler(new GridScheduler(graph.getTaskGraphName() + ".t", grid))
                .execute());
    }

    /** The findings of a run, which must have some. */
    static List<Finding> findings(TaskGraph graph, WorkerGrid grid) {
        FindingException thrown = assertThrows(FindingException.class, () -> execute(new Emulator(), graph, grid));
        return thrown.findings();
    }

    /** The first finding of a run. */
    static Finding finding(TaskGraph graph, WorkerGrid grid) {
        return findings(graph, grid).getFirst();
    }
}
