package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Attention;
import org.cria.kernels.backend.tornado.memory.CacheArrays;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Attention, one work-group per row and head; where a past is long, one for each part of it, and then a launch that joins the parts. */
public final class AttendLowering {
    private AttendLowering() {}

    public static void lower(Step.Attend s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        DeviceShape shape = scope.shape();
        int splits = scope.splits();
        FloatArray q = scope.buffer(s.q());
        FloatArray out = scope.buffer(s.out());
        int dims = s.headDims();
        FloatArray result = splits == 1
                ? out
                : scope.buffer(
                        Buffer.ofTokens("parts of " + s.out().name(), s.heads() * splits * Attention.partSize(dims)));
        CacheArrays cache = scope.cache(s.layer());
        launches.add(
                "attend",
                scope.rows() * s.heads() * splits,
                shape.attentionItems(),
                List.of(
                        memory.pass(),
                        scope.layer(),
                        memory.table(),
                        q,
                        cache.k32(),
                        cache.k16(),
                        cache.v32(),
                        cache.v16(),
                        memory.tables()),
                List.of(result),
                (id, g) -> g.task(
                        id,
                        Attention::attend,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        memory.table(),
                        q,
                        cache.k32(),
                        cache.k16(),
                        cache.v32(),
                        cache.v16(),
                        memory.tables(),
                        result,
                        s.heads(),
                        s.kvHeads(),
                        dims,
                        s.scale(),
                        s.softCap(),
                        s.window(),
                        memory.cacheKinds(),
                        splits,
                        shape.attentionItems()));
        if (splits > 1) {
            launches.values(
                    "combine",
                    s.heads() * dims,
                    List.of(memory.pass(), result),
                    out,
                    (id, g) -> g.task(
                            id, Attention::combine, CONTEXT, memory.pass(), result, out, s.heads(), dims, splits));
        }
    }
}
