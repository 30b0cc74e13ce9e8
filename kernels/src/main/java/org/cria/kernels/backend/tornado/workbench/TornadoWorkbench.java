package org.cria.kernels.backend.tornado.workbench;

import java.util.List;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.graph.Target;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.program.Program;

/** The operators of task graphs, each in a graph of its own. */
public final class TornadoWorkbench implements Workbench {
    private final DeviceShape shape;
    private final Target runtime;

    public TornadoWorkbench(DeviceShape shape, Target runtime) {
        this.shape = shape;
        this.runtime = runtime;
    }

    @Override
    public List<Operator> operators(Program program, Settings settings) {
        return Operators.of(new Layout(program, settings, Math.max(1, settings.cells()), shape.arrayBytes()));
    }

    @Override
    public Isolated isolate(Operator operator, Program program, Settings settings) {
        return new IsolatedOperator(operator, program, settings, shape, runtime);
    }

    @Override
    public int batchRows() {
        return shape.batchRows();
    }

    @Override
    public String identity() {
        return identity(runtime) + ", " + shape;
    }

    /** The same whatever the sizes: device, driver, SDK and kernels. */
    public static String identity(Target runtime) {
        return runtime.identity() + "; kernels " + KernelCode.hash();
    }

    @Override
    public double bandwidth(long bytes) {
        return Bandwidth.measure(shape, runtime, bytes);
    }

    @Override
    public double launchNanos() {
        return LaunchCost.measure(runtime);
    }
}
