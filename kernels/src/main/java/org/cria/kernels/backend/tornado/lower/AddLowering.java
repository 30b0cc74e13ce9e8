package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.Elementwise;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A sum by itself, one work-item per value. */
public final class AddLowering {
    private AddLowering() {}

    public static void lower(Step.Add s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray x = scope.buffer(s.x());
        FloatArray sum = scope.buffer(s.sum());
        int count = Launches.count(s.sum());
        int columns = s.sum().columns();
        launches.values(
                "add",
                columns,
                List.of(memory.pass(), x, sum),
                sum,
                (id, g) -> g.task(id, Elementwise::add, CONTEXT, memory.pass(), x, sum, count, columns));
    }
}
