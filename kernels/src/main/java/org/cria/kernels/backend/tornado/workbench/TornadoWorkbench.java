package org.cria.kernels.backend.tornado.workbench;

import java.util.List;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.lower.FusedProgram;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.program.Program;

/** The operators of task graphs, each in a graph of its own. */
public final class TornadoWorkbench implements Workbench {
    private final Equipment equipment;

    public TornadoWorkbench(Equipment equipment) {
        this.equipment = equipment;
    }

    @Override
    public List<Operator> operators(Program program, Settings settings) {
        Layout layout = new Layout(
                program,
                settings,
                Math.max(1, settings.cells()),
                equipment.shape().arrayBytes());
        return OperatorList.of(new FusedProgram(layout, equipment.phases(settings)));
    }

    @Override
    public Isolated isolate(Operator operator, Program program, Settings settings) {
        return new IsolatedOperator(operator, program, settings, equipment);
    }

    @Override
    public int batchRows() {
        return equipment.shape().batchRows();
    }

    @Override
    public String identity() {
        return identity(equipment) + ", " + equipment.shape();
    }

    /** The same whatever the sizes: device, driver, SDK and kernels. */
    public static String identity(Equipment equipment) {
        String replaced = equipment.kernels().replacements();
        return equipment.target().identity() + "; kernels " + KernelCode.hash()
                + (replaced.isEmpty() ? "" : ", own ones for " + replaced);
    }

    @Override
    public double bandwidth(long bytes) {
        return Bandwidth.measure(equipment, bytes);
    }

    @Override
    public double launchNanos() {
        return LaunchCost.measure(equipment);
    }
}
