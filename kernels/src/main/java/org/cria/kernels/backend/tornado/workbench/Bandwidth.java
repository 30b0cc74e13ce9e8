package org.cria.kernels.backend.tornado.workbench;

import java.util.List;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.graph.Graph;
import org.cria.kernels.backend.tornado.kernel.Stream;
import org.cria.kernels.backend.tornado.lower.Launch;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** How fast a device reads its memory, in groups as products have them. */
final class Bandwidth {
    private static final KernelContext CONTEXT = new KernelContext();
    private static final String GRAPH = "bandwidth";
    /** Parts of the array, each for as many work-items as share a weight row. */
    private static final int PARTS = 8192;

    private static final int RUNS = 9;

    private Bandwidth() {}

    /** Bytes per second over about so many bytes: the fastest of some runs, which other work on the machine has disturbed least. */
    static double measure(Equipment equipment, long bytes) {
        DeviceShape shape = equipment.shape();
        Target target = equipment.target();
        int lanes = shape.lanes();
        int runs = Math.max(1, Math.toIntExact(bytes / Integer.BYTES / Stream.RUN / PARTS / lanes)) * lanes;
        IntArray x = new IntArray(Math.multiplyExact(PARTS * Stream.RUN, runs));
        x.init(1);
        IntArray sums = new IntArray(PARTS * lanes);
        int groups = PARTS * lanes / shape.items();
        Launch launch = new Launch(
                "sum",
                groups,
                shape.items(),
                List.of(x),
                List.of(sums),
                graph -> graph.task("sum", Stream::sum, CONTEXT, x, sums, runs, lanes));
        try (TornadoExecutionPlan plan = target.plan(() -> plan(launch, x, sums, target))) {
            long fastest = Long.MAX_VALUE;
            for (int run = 0; run < RUNS; run++) {
                long start = System.nanoTime();
                plan.execute();
                fastest = Math.min(fastest, System.nanoTime() - start);
            }
            int expected = runs / lanes * Stream.RUN;
            if (sums.get(0) != expected || sums.get(sums.getSize() - 1) != expected) {
                throw new CriaException(Explanation.of(
                        "device '" + target.name() + "' summed an array wrongly: found " + sums.get(0) + ", expected "
                                + expected + ". Its driver is not to be trusted; choose ",
                        Control.DEVICE.to("cpu"),
                        "."));
            }
            return (double) x.getSize() * Integer.BYTES / fastest * 1e9;
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the device memory of a measurement could not be freed", e);
        }
    }

    private static TornadoExecutionPlan plan(Launch launch, IntArray x, IntArray sums, Target target) {
        TaskGraph graph = new TaskGraph(GRAPH).transferToDevice(DataTransferMode.FIRST_EXECUTION, x);
        launch.add().accept(graph);
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, sums);
        GridScheduler grids = new GridScheduler();
        new Graph(GRAPH, List.of(launch), List.of(), List.of(sums), List.of()).schedule(grids, target);
        return new TornadoExecutionPlan(graph.snapshot()).withGridScheduler(grids);
    }
}
