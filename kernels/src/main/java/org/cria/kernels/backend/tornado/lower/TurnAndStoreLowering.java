package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.CacheKernels;
import org.cria.kernels.backend.tornado.kernel.Rope;
import org.cria.kernels.backend.tornado.memory.CacheArrays;
import org.cria.kernels.backend.tornado.memory.Memory;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Queries turned in place; keys turned and values as they are into the cache. One work-item per few values. */
public final class TurnAndStoreLowering {
    private TurnAndStoreLowering() {}

    public static void lower(Lowered.TurnAndStore p, Scope scope, Launches launches) {
        lower(p, p.q().x().columns() / p.q().headDims(), scope, launches);
    }

    /** Stores without turning queries: attention turns them for itself. */
    public static void storeAlone(Lowered.TurnAndStore p, Scope scope, Launches launches) {
        lower(p, 0, scope, launches);
    }

    /** @param heads of queries that are turned: all or none */
    private static void lower(Lowered.TurnAndStore p, int heads, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        DeviceShape shape = scope.shape();
        FloatArray q = scope.buffer(p.q().x());
        FloatArray k = scope.buffer(p.store().k());
        FloatArray v = scope.buffer(p.store().v());
        CacheArrays cache = scope.cache(p.store().layer());
        int dims = p.q().headDims();
        int kvHeads = p.store().k().columns() / dims;
        int pairs = p.q().rotation().frequencies().size();
        int angles = memory.rotations().start(p.q().rotation());
        int kinds = memory.cacheKinds();
        int columns = kvHeads * dims;
        int perRow = heads * (dims / 2)
                + CacheKernels.perRow(columns, kinds & 0xFF)
                + CacheKernels.perRow(columns, kinds >> 8);
        List<Object> changed = new ArrayList<>(cache.all());
        changed.addFirst(q);
        launches.add(
                "turnAndStore",
                Math.ceilDiv(scope.rows() * perRow, shape.rowItems()),
                shape.rowItems(),
                List.of(
                        q,
                        memory.pass(),
                        scope.layer(),
                        k,
                        v,
                        memory.rotations().table(),
                        memory.tables(),
                        cache.k32(),
                        cache.kWords(),
                        cache.v32(),
                        cache.vWords()),
                changed,
                (id, g) -> g.task(
                        id,
                        CacheKernels::turnAndStore,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        q,
                        k,
                        v,
                        memory.rotations().table(),
                        memory.tables(),
                        cache.k32(),
                        cache.kWords(),
                        cache.v32(),
                        cache.vWords(),
                        heads,
                        kvHeads,
                        dims,
                        pairs,
                        Rope.pairing(p.q().rotation()),
                        angles,
                        kinds));
    }
}
