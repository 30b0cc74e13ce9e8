package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.RmsNorm;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Vectors;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A norm by itself, one work-group for each row or, of norms by groups, for each group. */
public final class RmsNormLowering {
    private RmsNormLowering() {}

    public static void lower(Step.RmsNorm s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        DeviceShape shape = scope.shape();
        Vectors vectors = scope.vectors();
        FloatArray x = scope.buffer(s.x());
        FloatArray out = scope.buffer(s.out());
        int groups = s.groups();
        int columns = s.gain().columns();
        int count = Launches.count(s.x());
        int gain = vectors.start(s);
        launches.add(
                "norm",
                scope.rows() * groups,
                shape.rowItems(),
                List.of(memory.pass(), scope.layer(), vectors.array(), x),
                List.of(out),
                (id, g) -> g.task(
                        id,
                        RmsNorm::normalise,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        vectors.array(),
                        x,
                        out,
                        count,
                        groups,
                        columns,
                        gain,
                        vectors.stride(),
                        shape.rowItems()));
    }
}
