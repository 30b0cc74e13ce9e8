package org.cria.kernels.backend;

import java.util.Locale;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;

/**
 * What a program takes in memory where it runs.
 *
 * @param weightBytes in the files' own formats, a weight that is used twice counted once
 * @param cache what a sequence takes
 * @param cells that the cache is to have
 * @param activationBytes of a full batch
 */
public record Footprint(long weightBytes, CacheSize cache, int cells, long activationBytes) {
    /**
     * What a program takes with these settings.
     *
     * @param slides see {@link Backend#slides}
     */
    public static Footprint of(Program program, Settings settings, boolean slides) {
        int rows = settings.cells() == 0 ? settings.batchRows() : Math.min(settings.batchRows(), settings.cells());
        long activations = 0;
        for (Buffer buffer : program.buffers()) {
            long rowsOfBuffer = buffer.rows() == Buffer.Rows.OUTPUTS ? 1 : rows;
            activations += rowsOfBuffer * buffer.columns() * Float.BYTES;
        }
        long weights = program.weights().stream().mapToLong(Weight::bytes).sum();
        return new Footprint(weights, CacheSize.of(program, settings, slides), settings.cells(), activations);
    }

    /** Bytes of the cache when all cells are in use. */
    public long cacheBytes() {
        return cache.bytes(cells);
    }

    public long totalBytes() {
        return weightBytes + cacheBytes() + activationBytes;
    }

    /** A number of bytes for people: {@code 12.5 MiB}, {@code 1.09 GiB}. */
    public static String text(long bytes) {
        return bytes < 1L << 30
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20))
                : String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1 << 30));
    }
}
