package org.cria.emulator.lint;

import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Code that makes graphs, with a fault that can be seen there; it is looked at, never run. */
final class WrongHosts {
    private WrongHosts() {}

    private static void fill(KernelContext context, IntArray out, int value) {
        out.set(context.globalIdx, value);
    }

    static final class WithoutGrid {
        private WithoutGrid() {}

        static void run(IntArray out) {
            TaskGraph graph = new TaskGraph("g").task("t", WrongHosts::fill, new KernelContext(), out, 1);
            graph.transferToHost(DataTransferMode.EVERY_EXECUTION, out);
            new TornadoExecutionPlan(graph.snapshot()).execute();
        }
    }

    static final class ChangedNumber {
        private ChangedNumber() {}

        static void run(IntArray out) {
            int value = 1;
            TaskGraph graph = new TaskGraph("g").task("t", WrongHosts::fill, new KernelContext(), out, value);
            graph.transferToHost(DataTransferMode.EVERY_EXECUTION, out);
            GridScheduler grid = new GridScheduler("g.t", new WorkerGrid1D(out.getSize()));
            TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot()).withGridScheduler(grid);
            while (value < 10) {
                plan.execute();
                value++;
            }
        }
    }

    static final class Right {
        private Right() {}

        static void run(IntArray out) {
            for (int value = 0; value < 10; value++) {
                TaskGraph graph = new TaskGraph("g").task("t", WrongHosts::fill, new KernelContext(), out, value);
                graph.transferToHost(DataTransferMode.EVERY_EXECUTION, out);
                GridScheduler grid = new GridScheduler("g.t", new WorkerGrid1D(out.getSize()));
                new TornadoExecutionPlan(graph.snapshot())
                        .withGridScheduler(grid)
                        .execute();
            }
        }
    }
}
