package org.cria.kernels.backend;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cria.kernels.program.Buffer;

/**
 * What is in some buffers, and in the cache of one layer, at one moment.
 *
 * @param buffers [rows, columns] of each, row-major
 * @param cache what {@link KvStore#read} gives for all cells in order; empty where no step uses a cache
 */
@SuppressWarnings("ArrayRecordComponent") // snapshots, compared value by value with a tolerance
public record Values(Map<Buffer, float[]> buffers, byte[] cache) {
    public static final Values NONE = new Values(Map.of(), new byte[0]);

    public Values {
        buffers = Map.copyOf(buffers);
    }

    public float[] of(Buffer buffer) {
        float[] values = buffers.get(buffer);
        if (values == null) {
            throw new IllegalArgumentException("nothing is known of buffer '" + buffer.name() + "'");
        }
        return values;
    }

    /** These, with what steps have written since. */
    public Values after(Values written) {
        Map<Buffer, float[]> all = new LinkedHashMap<>(buffers);
        all.putAll(written.buffers);
        return new Values(all, written.cache.length == 0 ? cache : written.cache);
    }
}
