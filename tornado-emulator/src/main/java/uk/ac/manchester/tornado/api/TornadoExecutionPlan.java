package uk.ac.manchester.tornado.api;

import java.util.ArrayList;
import java.util.List;
import org.cria.emulator.Emulator;
import org.cria.emulator.graph.FrozenGraph;
import org.cria.emulator.graph.PlanRun;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/**
 * Graphs that run in one memory: TornadoVM's {@code TornadoExecutionPlan}. It belongs to the {@link Emulator} that is
 * current where the plan is made. The {@code with} methods change this plan and return it; the choice of a graph
 * stays until the next choice.
 */
public class TornadoExecutionPlan implements AutoCloseable {
    private final PlanRun run;

    public TornadoExecutionPlan(ImmutableTaskGraph... immutableTaskGraphs) {
        List<FrozenGraph> graphs = new ArrayList<>();
        for (ImmutableTaskGraph graph : immutableTaskGraphs) {
            graphs.add(graph.graph());
        }
        this.run = new PlanRun(Emulator.current(), graphs);
    }

    /** A device by the indices of its backend and within it. */
    public static TornadoDevice getDevice(int driverIndex, int deviceIndex) {
        return TornadoRuntimeProvider.getTornadoRuntime()
                .getBackend(driverIndex)
                .getDevice(deviceIndex);
    }

    /** Runs the chosen graph, or all in order; returns when they are done. */
    public TornadoExecutionResult execute() {
        run.execute();
        return new TornadoExecutionResult(run);
    }

    public TornadoExecutionPlan withGraph(int graphIndex) {
        run.choose(graphIndex);
        return this;
    }

    public TornadoExecutionPlan withAllGraphs() {
        run.chooseAll();
        return this;
    }

    /** Compiles the kernels of the chosen graphs now. */
    public TornadoExecutionPlan withPreCompilation() {
        run.compile();
        return this;
    }

    /**
     * Records the launches and copies of the chosen graphs in their first run, which must be still to come, and repeats what was
     * recorded in every later one: CUDA's alone. What was recorded has the device copies of that run for good.
     */
    public TornadoExecutionPlan withCUDAGraph() {
        run.record();
        return this;
    }

    public TornadoExecutionPlan withDevice(TornadoDevice device) {
        return this;
    }

    public TornadoExecutionPlan withGridScheduler(GridScheduler gridScheduler) {
        run.schedule(gridScheduler);
        return this;
    }

    public TornadoExecutionPlan withDefaultScheduler() {
        run.schedule(new GridScheduler());
        return this;
    }

    /** No effect: there is no compiler to pass flags to. */
    public TornadoExecutionPlan withCompilerFlags(TornadoVMBackendType backend, String compilerFlags) {
        return this;
    }

    /** No effect: results always carry figures. */
    public TornadoExecutionPlan withProfiler(ProfilerMode profilerMode) {
        return this;
    }

    public TornadoExecutionPlan withoutProfiler() {
        return this;
    }

    /** No effect: there is no device code to print. */
    public TornadoExecutionPlan withPrintKernel() {
        return this;
    }

    public TornadoExecutionPlan withoutPrintKernel() {
        return this;
    }

    /** Forgets every device copy; the next run starts as the first one did. */
    public TornadoExecutionPlan freeDeviceMemory() {
        run.free();
        return this;
    }

    /** Bytes of the device copies there are now. */
    public long getCurrentDeviceMemoryUsage() {
        return run.deviceBytes();
    }

    @Override
    public void close() throws TornadoExecutionPlanException {
        run.free();
    }
}
