package org.cria.kernels.backend.tornado.graph;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.backend.KeyRotation;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Cache;
import org.cria.kernels.backend.tornado.kernel.CacheKernels;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.kernel.Rope;
import org.cria.kernels.backend.tornado.lower.Launch;
import org.cria.kernels.backend.tornado.memory.CacheArrays;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The graphs that copy a cell, turn keys and hand the cache out; none for a program without a cache. */
final class CacheGraphs {
    /** Cells whose keys are turned at a time. */
    static final int TURN_CELLS = 64;

    private final Layout layout;
    private final DeviceShape shape;
    private final Memory memory;
    private final IntArray turnRequest = new IntArray(2 + TURN_CELLS);
    private final Map<KeyRotation, FloatArray> turns = new LinkedHashMap<>();
    private final List<Graph> graphs = new ArrayList<>();

    CacheGraphs(Layout layout, DeviceShape shape, Memory memory, Staging staging, KeepAlive keepAlive) {
        this.layout = layout;
        this.shape = shape;
        this.memory = memory;
        if (!memory.caches().isEmpty()) {
            copy(staging);
            turn();
            save(keepAlive);
        }
    }

    List<Graph> all() {
        return graphs;
    }

    /** Which cells' keys the graph that turns them is to turn: [how many, cells of the cache | {@link #TURN_CELLS}]. */
    IntArray turnRequest() {
        return turnRequest;
    }

    /** Where that graph finds cosines and sines, for each rotation: [pairs, 2]. */
    Map<KeyRotation, FloatArray> turns() {
        return turns;
    }

    private void copy(Staging staging) {
        List<Launch> launches = new ArrayList<>();
        launches.add(staging.begin(GraphNames.COPY, Pass.size(1, 0), 0, memory.pass()));
        for (CacheArrays cache : memory.caches()) {
            String id = launches.size() + "copy";
            int most = Math.max(cache.keys().elements(), cache.values().elements());
            List<Object> copied = new ArrayList<>(cache.all());
            copied.addFirst(memory.pass());
            launches.add(new Launch(
                    id,
                    Math.ceilDiv(cache.layers() * most, shape.rowItems()),
                    shape.rowItems(),
                    copied,
                    cache.all(),
                    g -> g.task(
                            id,
                            CacheKernels::copy,
                            CONTEXT,
                            memory.pass(),
                            cache.k32(),
                            cache.kWords(),
                            cache.v32(),
                            cache.vWords(),
                            cache.layers(),
                            cache.columns(),
                            memory.cacheKinds())));
        }
        graphs.add(new Graph(GraphNames.COPY, launches, List.of(staging.of(GraphNames.COPY)), List.of(), List.of()));
    }

    /** One task per segment and cache that holds turned keys. */
    private void turn() {
        List<Launch> launches = new ArrayList<>();
        for (Segment segment : layout.layers()) {
            List<Integer> cacheLayers = Segment.caches(segment.steps());
            for (int i = 0; i < cacheLayers.size(); i++) {
                CacheArrays cache = memory.caches(segment).get(i);
                layout.program()
                        .keyRotation(cacheLayers.get(i))
                        .ifPresent(rope -> launches.add(turn(cache, rope, launches.size())));
            }
        }
        if (!launches.isEmpty()) {
            List<Object> sent = new ArrayList<>(turns.values());
            sent.add(turnRequest);
            graphs.add(new Graph(GraphNames.TURN, launches, sent, List.of(), List.of()));
        }
    }

    private Launch turn(CacheArrays cache, Step.Rope rope, int number) {
        String id = number + "turn";
        int dims = rope.headDims();
        int pairs = rope.rotation().frequencies().size();
        FloatArray turn = new FloatArray(2 * pairs);
        turns.put(new KeyRotation(rope), turn);
        int kind = memory.cacheKinds() & 0xFF;
        int together = Cache.together(dims, kind);
        List<Object> turned = new ArrayList<>(List.of(turnRequest, turn, memory.tables()));
        turned.addAll(cache.keys().all());
        return new Launch(
                id,
                TURN_CELLS * cache.layers() * (cache.columns() / together),
                shape.rowItems(),
                turned,
                List.copyOf(cache.keys().all()),
                g -> g.task(
                        id,
                        CacheKernels::turnKeys,
                        CONTEXT,
                        turnRequest,
                        turn,
                        memory.tables(),
                        cache.k32(),
                        cache.kWords(),
                        cache.layers(),
                        cache.columns(),
                        dims,
                        pairs,
                        Rope.pairing(rope.rotation()),
                        kind,
                        together,
                        shape.rowItems()));
    }

    private void save(KeepAlive keepAlive) {
        List<Object> caches = memory.cacheArrays();
        graphs.add(new Graph(GraphNames.SAVE, keepAlive.written(caches, 0), List.of(), List.of(), caches));
    }
}
