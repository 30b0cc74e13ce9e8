package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.kernel.Rope;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A rotation by itself, one work-item per pair of values. */
public final class RopeLowering {
    private RopeLowering() {}

    public static void lower(Step.Rope s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        FloatArray x = scope.buffer(s.x());
        int columns = s.x().columns();
        int dims = s.headDims();
        int pairs = s.rotation().frequencies().size();
        int angles = memory.rotations().start(s.rotation());
        launches.values(
                "turn",
                columns / dims * pairs,
                List.of(memory.pass(), memory.rotations().table(), x),
                x,
                (id, g) -> g.task(
                        id,
                        Rope::turn,
                        CONTEXT,
                        memory.pass(),
                        memory.rotations().table(),
                        x,
                        columns,
                        dims,
                        pairs,
                        Rope.pairing(s.rotation()),
                        angles));
    }
}
