package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.Elementwise;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The rows that want logits, one work-item per value. */
public final class SelectOutputsLowering {
    private SelectOutputsLowering() {}

    public static void lower(Step.SelectOutputs s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray x = scope.buffer(s.x());
        FloatArray out = scope.buffer(s.out());
        int columns = s.out().columns();
        launches.values(
                "select",
                columns,
                List.of(memory.pass(), x),
                out,
                (id, g) -> g.task(id, Elementwise::selectRows, CONTEXT, memory.pass(), x, out, columns));
    }
}
