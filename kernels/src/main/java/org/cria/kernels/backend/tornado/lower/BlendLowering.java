package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.ExpertKernels;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Experts;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The sum of what the chosen experts have made, one work-item per value. */
public final class BlendLowering {
    private BlendLowering() {}

    public static void lower(Experts.Blend s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray x = scope.buffer(s.x());
        FloatArray chosen = scope.buffer(s.chosen());
        FloatArray out = scope.buffer(s.out());
        int count = Launches.count(s.x());
        int columns = s.out().columns();
        launches.values(
                "blend",
                columns,
                List.of(memory.pass(), x, chosen),
                out,
                (id, g) -> g.task(
                        id, ExpertKernels::blend, CONTEXT, memory.pass(), x, chosen, out, count, columns, s.used()));
    }
}
