package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.ExpertKernels;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Experts;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Products with the chosen experts' weights, one work-item per value. */
public final class ExpertProductLowering {
    private ExpertProductLowering() {}

    public static void lower(Experts.Product s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray x = scope.buffer(s.x());
        FloatArray chosen = scope.buffer(s.chosen());
        FloatArray out = scope.buffer(s.out());
        IntArray w = scope.matrix(s.w());
        int count = Launches.count(s.x());
        int format = Launches.format(s.w());
        launches.values(
                "experts",
                s.out().columns(),
                List.of(memory.pass(), scope.layer(), x, chosen, w, memory.tables()),
                out,
                (id, g) -> g.task(
                        id,
                        ExpertKernels::multiply,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        x,
                        chosen,
                        w,
                        memory.tables(),
                        out,
                        count,
                        s.w().columns(),
                        s.rows(),
                        s.experts(),
                        s.used(),
                        s.apart() ? 1 : 0,
                        format));
    }
}
