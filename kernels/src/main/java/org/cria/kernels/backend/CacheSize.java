package org.cria.kernels.backend;

import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;

/**
 * What a sequence takes in a cache.
 *
 * @param cellBytes of a cell in the layers that keep all cells
 * @param windowCellBytes of a cell in the layers that keep what a window still sees
 * @param windowCells that the latter keep at most: those of the window, and a batch
 */
public record CacheSize(long cellBytes, long windowCellBytes, int windowCells) {
    /**
     * @param slides whether layers with a window give up what it does not see any more; otherwise all layers keep everything
     */
    static CacheSize of(Program program, Settings settings, boolean slides) {
        KvShape shape = program.kv();
        long cell = 0;
        long windowCell = 0;
        long widest = 0;
        for (int layer = 0; layer < shape.layers(); layer++) {
            long bytes = shape.bytes(layer, settings.keys(), settings.values());
            int window = slides ? program.window(layer) : 0;
            widest = Math.max(widest, window);
            cell += window == 0 ? bytes : 0;
            windowCell += window == 0 ? 0 : bytes;
        }
        long most = widest == 0 ? 0 : widest + settings.batchRows();
        return new CacheSize(cell, windowCell, (int) Math.min(most, Integer.MAX_VALUE));
    }

    /** Bytes for a sequence of so many tokens. */
    public long bytes(long tokens) {
        return cellBytes * tokens + windowCellBytes * Math.min(tokens, windowCells);
    }

    /** How many tokens fit into so many bytes. */
    public long tokens(long bytes) {
        long within = bytes / Math.max(1, cellBytes + windowCellBytes);
        if (windowCellBytes == 0 || within <= windowCells) {
            return within;
        }
        return (bytes - windowCellBytes * windowCells) / Math.max(1, cellBytes);
    }
}
