package org.cria.kernels.backend.tornado.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/** Cells of a cache that was brought to the host. */
public final class HostCells {
    /** For each layer of the cache. */
    private final List<SavedCache.LayerCells> layers = new ArrayList<>();

    public HostCells(Program program, SavedCache cache) {
        for (int layer = 0; layer < program.kv().layers(); layer++) {
            layers.add(entry(program, cache, layer));
        }
    }

    private static SavedCache.LayerCells entry(Program program, SavedCache cache, int layer) {
        for (int i = 0; i < program.layers().size(); i++) {
            List<Step> steps = program.layers().get(i);
            int entry = Segment.caches(steps).indexOf(layer);
            if (entry >= 0) {
                return cache.layers().get(i).get(entry);
            }
        }
        throw new IllegalStateException("no step uses the cache of layer " + layer);
    }

    public static long cellBytes(Program program, Settings settings) {
        return program.kv().bytes(settings.keys(), settings.values());
    }

    public void read(int[] cells, int start, int count, MemorySegment target) {
        long at = 0;
        for (int i = start; i < start + count; i++) {
            for (SavedCache.LayerCells layer : layers) {
                layer.keys().read(cells[i], target, at);
                at += layer.keys().rowBytes();
                layer.values().read(cells[i], target, at);
                at += layer.values().rowBytes();
            }
        }
    }

    public void write(int[] cells, int start, int count, MemorySegment source) {
        long at = 0;
        for (int i = start; i < start + count; i++) {
            for (SavedCache.LayerCells layer : layers) {
                layer.keys().write(cells[i], source, at);
                at += layer.keys().rowBytes();
                layer.values().write(cells[i], source, at);
                at += layer.values().rowBytes();
            }
        }
    }
}
