package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.Elementwise;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Activations that came with the batch, one work-item per value. */
public final class GivenLowering {
    private GivenLowering() {}

    public static void lower(Step.Given s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray given = memory.given(scope.rows(), s.out());
        FloatArray out = scope.buffer(s.out());
        int columns = s.out().columns();
        launches.values(
                "given",
                columns,
                List.of(memory.pass(), given),
                out,
                (id, g) -> g.task(id, Elementwise::take, CONTEXT, memory.pass(), given, out, columns));
    }
}
