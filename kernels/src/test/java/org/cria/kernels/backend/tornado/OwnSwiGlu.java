package org.cria.kernels.backend.tornado;

import java.util.List;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;
import org.cria.kernels.backend.tornado.lower.Launches;
import org.cria.kernels.backend.tornado.lower.OperatorLowering;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Experiments with the gate of prompts: a arguments-item per row, where the backend's own kernel has one per value. */
final class OwnSwiGlu {
    /** Right. */
    static final KernelsByOperator ROW_BY_ROW = table((id, arguments, g) -> g.task(
            id,
            OwnSwiGlu::row,
            Launches.CONTEXT,
            arguments.pass,
            arguments.gate,
            arguments.up,
            arguments.out,
            arguments.count,
            arguments.columns));

    /** Wrong: the sigmoid is forgotten. */
    static final KernelsByOperator WITHOUT_SIGMOID = table((id, arguments, g) -> g.task(
            id,
            OwnSwiGlu::product,
            Launches.CONTEXT,
            arguments.pass,
            arguments.gate,
            arguments.up,
            arguments.out,
            arguments.count,
            arguments.columns));

    private OwnSwiGlu() {}

    /** What both kernels are given. */
    private record Arguments(IntArray pass, FloatArray gate, FloatArray up, FloatArray out, int count, int columns) {}

    /** Adds a task under an id. */
    private interface TaskOf {
        void add(String id, Arguments arguments, TaskGraph graph);
    }

    private static KernelsByOperator table(TaskOf kernel) {
        OperatorLowering<Step.SwiGlu> lowering = (step, scope, launches) -> {
            Arguments arguments = new Arguments(
                    scope.memory().pass(),
                    scope.buffer(step.gate()),
                    scope.buffer(step.up()),
                    scope.buffer(step.out()),
                    Launches.count(step.out()),
                    step.out().columns());
            launches.add(
                    "ownSwiGlu",
                    scope.rows(),
                    1,
                    List.of(arguments.pass, arguments.gate, arguments.up),
                    List.of(arguments.out),
                    (id, g) -> kernel.add(id, arguments, g));
        };
        return KernelsByOperator.STANDARD.replacing(Step.SwiGlu.class, lowering);
    }

    /** One arguments-item per row. */
    public static void row(
            KernelContext context,
            IntArray pass,
            FloatArray gate,
            FloatArray up,
            FloatArray out,
            int count,
            int columns) {
        int row = context.globalIdx;
        if (row < pass.get(count)) {
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                float x = gate.get(i);
                out.set(i, x / (1f + TornadoMath.exp(Math.min(-x, 80f))) * up.get(i));
            }
        }
    }

    /** One arguments-item per row. */
    public static void product(
            KernelContext context,
            IntArray pass,
            FloatArray gate,
            FloatArray up,
            FloatArray out,
            int count,
            int columns) {
        int row = context.globalIdx;
        if (row < pass.get(count)) {
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                out.set(i, gate.get(i) * up.get(i));
            }
        }
    }
}
