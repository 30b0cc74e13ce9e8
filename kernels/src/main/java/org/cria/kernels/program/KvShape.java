package org.cria.kernels.program;

import java.util.Collections;
import java.util.List;
import org.cria.kernels.format.Format;

/**
 * The key-value cache that a program needs.
 *
 * @param heads for each layer, how many key heads, equal to value heads
 * @param headDims values of one head
 */
public record KvShape(List<Integer> heads, int headDims) {
    public KvShape {
        heads = List.copyOf(heads);
    }

    /** Layers that are alike. */
    public KvShape(int layers, int heads, int headDims) {
        this(Collections.nCopies(layers, heads), headDims);
    }

    public int layers() {
        return heads.size();
    }

    /** Values in one cell's keys (or values) in a layer. */
    public int columns(int layer) {
        return heads.get(layer) * headDims;
    }

    /** Bytes of one cell's keys and values in a layer. */
    public long bytes(int layer, Format keys, Format values) {
        return keys.bytes(columns(layer)) + values.bytes(columns(layer));
    }

    /** Bytes of one cell in all layers. */
    public long bytes(Format keys, Format values) {
        long bytes = 0;
        for (int layer = 0; layer < layers(); layer++) {
            bytes += bytes(layer, keys, values);
        }
        return bytes;
    }

    /** The cache of the one layer that these steps use; any where they use none. */
    public KvShape of(List<Step> steps) {
        int layer = steps.stream()
                .flatMapToInt(step -> step.cacheLayer().stream())
                .findFirst()
                .orElse(0);
        return new KvShape(1, heads.isEmpty() ? 1 : heads.get(layer), headDims);
    }
}
