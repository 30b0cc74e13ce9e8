package org.cria.kernels.backend.tornado.workbench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.graph.Graph;
import org.cria.kernels.backend.tornado.kernel.Touch;
import org.cria.kernels.backend.tornado.lower.Launch;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What a launch takes that does nothing, in a graph as long as a layer's. */
final class LaunchCost {
    private static final KernelContext CONTEXT = new KernelContext();
    private static final String GRAPH = "launches";
    private static final int LAUNCHES = 6;
    private static final int RUNS = 30;

    private LaunchCost() {}

    /** Nanoseconds of a launch, its part of the graph's run included. */
    static double measure(Equipment equipment) {
        Target target = equipment.target();
        IntArray never = new IntArray(1);
        IntArray sink = new IntArray(1);
        List<Launch> launches = IntStream.range(0, LAUNCHES)
                .mapToObj(i -> new Launch(
                        i + "nothing",
                        1,
                        1,
                        List.of(never),
                        List.of(sink),
                        graph -> graph.task(i + "nothing", Touch::one, CONTEXT, never, sink)))
                .toList();
        TornadoExecutionPlan made = target.plan(() -> plan(launches, never, sink, target));
        try (TornadoExecutionPlan plan = equipment.shape().records() ? made.withCUDAGraph() : made) {
            long[] nanos = new long[RUNS];
            for (int run = 0; run < RUNS; run++) {
                long start = System.nanoTime();
                plan.execute();
                nanos[run] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            return (double) nanos[RUNS / 2] / LAUNCHES;
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the device memory of a measurement could not be freed", e);
        }
    }

    private static TornadoExecutionPlan plan(List<Launch> launches, IntArray never, IntArray sink, Target target) {
        TaskGraph graph = new TaskGraph(GRAPH).transferToDevice(DataTransferMode.EVERY_EXECUTION, never, sink);
        GridScheduler grids = new GridScheduler();
        new Graph(GRAPH, launches, List.of(), List.of(), List.of()).schedule(grids, target);
        for (Launch launch : launches) {
            launch.add().accept(graph);
        }
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, sink);
        return new TornadoExecutionPlan(graph.snapshot()).withGridScheduler(grids);
    }
}
