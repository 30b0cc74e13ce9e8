package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;

/** How a format's weights become integers. Stateless. */
interface WeightReader {
    /** Values of a block of the format: 32 or 256. */
    int blockValues();

    WeightGroup.Minima minima();

    /**
     * Reads a block.
     *
     * @param weights holds it at {@code offset}
     * @param first where its values go, a multiple of 32
     */
    void read(MemorySegment weights, long offset, WeightGroup group, int first);
}
