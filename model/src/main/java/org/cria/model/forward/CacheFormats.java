package org.cria.model.forward;

import org.cria.kernels.format.Format;

/** How a cache is kept. */
public record CacheFormats(Format keys, Format values) {
    /** By the formats' names, the same in every process: what is kept on a disk is found by it. */
    @Override
    public String toString() {
        return "keys in " + keys.name() + ", values in " + values.name();
    }
}
