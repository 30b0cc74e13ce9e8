package org.cria.kernels.backend.cpu.bytes;

/**
 * 256 weights as integers and the numbers that they are multiplied with:
 * {@code weight[i] = d[i / 32] · scale[i / 16] · level[i] − minimum}. All products of these numbers but the last are exact in f32.
 */
final class WeightGroup {
    /** How minima are kept. */
    enum Minima {
        NONE,
        /** One for 32 values. */
        OF_BLOCKS,
        /** One for 16 values. */
        OF_HALVES
    }

    final int[] level = new int[ByteActivations.GROUP];
    final int[] scale = new int[2 * ByteActivations.BLOCKS];
    final float[] d = new float[ByteActivations.BLOCKS];
    /** [8] or [16], as the format has them. */
    final float[] minimum = new float[2 * ByteActivations.BLOCKS];
}
