package org.cria.kernels.gradient;

/** Arrays that one thread reuses from portion to portion; their contents mean nothing between portions. */
final class Desk {
    private float[][] arrays = new float[8][0];
    private double[] doubles = new double[0];
    private final BlockedProduct product = new BlockedProduct(Tile.fastest());

    /**
     * At least {@code length} floats.
     *
     * @param place which of the arrays, 0 to 7
     */
    float[] floats(int place, int length) {
        if (arrays[place].length < length) {
            arrays[place] = new float[length];
        }
        return arrays[place];
    }

    /** At least {@code length} doubles. */
    double[] doubles(int length) {
        if (doubles.length < length) {
            doubles = new double[length];
        }
        return doubles;
    }

    /** What multiplies matrices that this thread has for itself. */
    BlockedProduct product() {
        return product;
    }
}
