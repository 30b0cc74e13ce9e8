package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.Elementwise;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Vectors;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A bias by itself, one work-item per value. */
public final class AddBiasLowering {
    private AddBiasLowering() {}

    public static void lower(Step.AddBias s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        Vectors vectors = scope.vectors();
        FloatArray x = scope.buffer(s.x());
        int count = Launches.count(s.x());
        int columns = s.x().columns();
        int bias = vectors.start(s);
        launches.values(
                "addBias",
                columns,
                List.of(memory.pass(), scope.layer(), vectors.array(), x),
                x,
                (id, g) -> g.task(
                        id,
                        Elementwise::addBias,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        vectors.array(),
                        x,
                        count,
                        columns,
                        bias,
                        vectors.stride()));
    }
}
