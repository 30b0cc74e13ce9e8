package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.ExpertKernels;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Experts;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The experts of each row, one work-item per row. */
public final class RouteLowering {
    private RouteLowering() {}

    public static void lower(Experts.Route s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray scores = scope.buffer(s.scores());
        FloatArray chosen = scope.buffer(s.chosen());
        int count = Launches.count(s.scores());
        int experts = s.scores().columns();
        launches.values(
                "route",
                1,
                List.of(memory.pass(), scores),
                chosen,
                (id, g) -> g.task(
                        id, ExpertKernels::route, CONTEXT, memory.pass(), scores, chosen, count, experts, s.used()));
    }
}
