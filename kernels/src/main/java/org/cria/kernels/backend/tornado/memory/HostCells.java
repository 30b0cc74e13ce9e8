package org.cria.kernels.backend.tornado.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/** Cells of a cache that was brought to the host. */
public final class HostCells {
    private final Settings settings;
    private final KvShape shape;
    /** For each layer of the cache. */
    private final List<SavedCache.LayerCells> layers = new ArrayList<>();

    public HostCells(Program program, Settings settings, SavedCache cache) {
        this.settings = settings;
        this.shape = program.kv();
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
        copy(cells, start, count, target, false);
    }

    public void write(int[] cells, int start, int count, MemorySegment source) {
        copy(cells, start, count, source, true);
    }

    private void copy(int[] cells, int start, int count, MemorySegment outside, boolean in) {
        long at = 0;
        for (int i = start; i < start + count; i++) {
            for (int number = 0; number < layers.size(); number++) {
                SavedCache.LayerCells layer = layers.get(number);
                long keyBytes = settings.keys().bytes(shape.columns(number));
                long valueBytes = settings.values().bytes(shape.columns(number));
                copy(layer.keys(), cells[i] * keyBytes, outside, at, keyBytes, in);
                copy(layer.values(), cells[i] * valueBytes, outside, at + keyBytes, valueBytes, in);
                at += keyBytes + valueBytes;
            }
        }
    }

    private static void copy(MemorySegment row, long rowAt, MemorySegment outside, long at, long bytes, boolean in) {
        if (in) {
            MemorySegment.copy(outside, at, row, rowAt, bytes);
        } else {
            MemorySegment.copy(row, rowAt, outside, at, bytes);
        }
    }
}
