package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.Elementwise;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Pointwise;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** An adapter's strength on all values, one work-item per value. */
public final class StrengthenLowering {
    private StrengthenLowering() {}

    public static void lower(Pointwise.Strengthen s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray x = scope.buffer(s.x());
        int count = Launches.count(s.x());
        int columns = s.x().columns();
        int strengths = Pass.strengths(memory.rows(scope.phase()));
        launches.values(
                "strengthen",
                columns,
                List.of(memory.pass(), x),
                x,
                (id, g) -> g.task(
                        id,
                        Elementwise::strengthen,
                        CONTEXT,
                        memory.pass(),
                        x,
                        count,
                        columns,
                        strengths,
                        memory.adapters(),
                        s.adapter(),
                        s.factor()));
    }
}
