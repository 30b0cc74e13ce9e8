package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.Elementwise;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Pointwise;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A factor on all values, one work-item per value. */
public final class ScaleLowering {
    private ScaleLowering() {}

    public static void lower(Pointwise.Scale s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray x = scope.buffer(s.x());
        int count = Launches.count(s.x());
        int columns = s.x().columns();
        launches.values(
                "scale",
                columns,
                List.of(memory.pass(), x),
                x,
                (id, g) -> g.task(id, Elementwise::scale, CONTEXT, memory.pass(), x, count, columns, s.factor()));
    }
}
