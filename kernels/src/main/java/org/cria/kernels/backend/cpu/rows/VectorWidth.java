package org.cria.kernels.backend.cpu.rows;

import jdk.incubator.vector.FloatVector;

/** How wide the vectors of all loops are. */
final class VectorWidth {
    /**
     * What this machine prefers, from 128 to 512 bits. Another width, which tests set before any loop's class is initialised, is
     * right, but slow where the machine lacks it.
     */
    static int bits = Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);

    private VectorWidth() {}
}
