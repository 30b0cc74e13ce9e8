package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.GeGlu;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Pointwise;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A gate that is a GELU, one work-item per value. */
public final class GeGluLowering {
    private GeGluLowering() {}

    public static void lower(Pointwise.GeGlu s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray gate = scope.buffer(s.gate());
        FloatArray up = scope.buffer(s.up());
        FloatArray out = scope.buffer(s.out());
        int count = Launches.count(s.out());
        int columns = s.out().columns();
        launches.values(
                "geGlu",
                columns,
                List.of(memory.pass(), gate, up),
                out,
                (id, g) -> g.task(id, GeGlu::gate, CONTEXT, memory.pass(), gate, up, out, count, columns));
    }
}
