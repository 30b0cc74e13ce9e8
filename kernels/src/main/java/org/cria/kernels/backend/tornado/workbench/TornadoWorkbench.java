package org.cria.kernels.backend.tornado.workbench;

import java.util.List;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.tornado.graph.Machine;
import org.cria.kernels.backend.tornado.lower.FusedProgram;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.program.Program;

/** The operators of task graphs, each in a graph of its own. */
public final class TornadoWorkbench implements Workbench {
    private final Machine machine;

    public TornadoWorkbench(Machine machine) {
        this.machine = machine;
    }

    @Override
    public List<Operator> operators(Program program, Settings settings) {
        Layout layout = new Layout(
                program,
                settings,
                Math.max(1, settings.cells()),
                machine.shape().arrayBytes());
        return OperatorList.of(new FusedProgram(layout));
    }

    @Override
    public Isolated isolate(Operator operator, Program program, Settings settings) {
        return new IsolatedOperator(operator, program, settings, machine);
    }

    @Override
    public int batchRows() {
        return machine.shape().batchRows();
    }

    @Override
    public String identity() {
        return identity(machine) + ", " + machine.shape();
    }

    /** The same whatever the sizes: device, driver, SDK and kernels. */
    public static String identity(Machine machine) {
        String replaced = machine.kernels().replacements();
        return machine.target().identity() + "; kernels " + KernelCode.hash()
                + (replaced.isEmpty() ? "" : ", own ones for " + replaced);
    }

    @Override
    public double bandwidth(long bytes) {
        return Bandwidth.measure(machine, bytes);
    }

    @Override
    public double launchNanos() {
        return LaunchCost.measure(machine.target());
    }
}
