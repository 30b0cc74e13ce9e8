package org.cria.kernels.backend.tornado.lower;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.List;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.CacheKernels;
import org.cria.kernels.backend.tornado.memory.CacheArrays;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Keys and values into the cache as they are, one work-item per few values of either. */
public final class StoreKvLowering {
    private StoreKvLowering() {}

    public static void lower(Step.StoreKv s, Scope scope, Launches launches) {
        Memory memory = scope.memory();
        DeviceShape shape = scope.shape();
        FloatArray k = scope.buffer(s.k());
        FloatArray v = scope.buffer(s.v());
        CacheArrays cache = scope.cache(s.layer());
        int columns = s.k().columns();
        int kinds = memory.cacheKinds();
        int perRow = CacheKernels.perRow(columns, kinds & 0xFF) + CacheKernels.perRow(columns, kinds >> 8);
        launches.add(
                "store",
                Math.ceilDiv(scope.rows() * perRow, shape.rowItems()),
                shape.rowItems(),
                List.of(
                        memory.pass(),
                        scope.layer(),
                        k,
                        v,
                        memory.tables(),
                        cache.k32(),
                        cache.kWords(),
                        cache.v32(),
                        cache.vWords()),
                cache.all(),
                (id, g) -> g.task(
                        id,
                        CacheKernels::store,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        k,
                        v,
                        memory.tables(),
                        cache.k32(),
                        cache.kWords(),
                        cache.v32(),
                        cache.vWords(),
                        columns,
                        kinds));
    }
}
