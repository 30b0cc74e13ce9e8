package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Embed;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Rows of a table, one work-group per token. */
public final class EmbedLowering {
    private EmbedLowering() {}

    public static void lower(Step.Embed s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        DeviceShape shape = scope.shape();
        IntArray w = scope.matrix(s.table());
        FloatArray out = scope.buffer(s.out());
        int columns = s.out().columns();
        int format = Launches.format(s.table());
        launches.add(
                "embed",
                scope.rows(),
                shape.rowItems(),
                List.of(memory.pass(), w, memory.tables()),
                List.of(out),
                (id, g) -> g.task(id, Embed::lookUp, CONTEXT, memory.pass(), w, memory.tables(), out, columns, format));
    }
}
