package org.cria.kernels.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Weight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products in blocks have the bits of their definition, whatever multiplies, with any number of threads. */
final class BlockedProductTest {
    /** Rows, columns, products: odd ones, and more than fit a block, a run and a portion. */
    private static final int[][] SHAPES = {
        {1, 1, 1}, {3, 5, 7}, {14, 32, 16}, {15, 33, 17}, {57, 300, 257}, {29, 1030, 40}, {1030, 19, 24}, {5, 47, 1100}
    };

    private final Random random = new Random(2);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyOrderHasTheBitsOfItsDefinition(boolean plain) {
        Tile tile = plain ? new PlainTile() : Tile.fastest();
        try (Crew crew = new Crew(3)) {
            for (int[] shape : SHAPES) {
                for (int order = 0; order < 8; order++) {
                    check(new BlockedProduct(tile), crew, shape, (order & 1) != 0, (order & 2) != 0, (order & 4) != 0);
                }
            }
        }
    }

    private void check(
            BlockedProduct product, Crew crew, int[] shape, boolean leftTurned, boolean rightTurned, boolean adds) {
        int rows = shape[0];
        int columns = shape[1];
        int depth = shape[2];
        int leftStride = (leftTurned ? rows : depth) + random.nextInt(3);
        int rightStride = (rightTurned ? depth : columns) + random.nextInt(3);
        float[] a = floats(3 + leftStride * (leftTurned ? depth : rows));
        float[] b = floats(3 + rightStride * (rightTurned ? columns : depth));
        Factor left = leftTurned ? Factor.of(a, 2, leftStride).turn() : Factor.of(a, 2, leftStride);
        Factor right = rightTurned ? Factor.of(b, 1, rightStride).turn() : Factor.of(b, 1, rightStride);
        int stride = columns + random.nextInt(3);
        float[] found = floats(5 + rows * stride);
        float[] expected = found.clone();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                float sum = adds ? expected[4 + r * stride + c] : 0;
                for (int from = 0; from < depth; from += BlockedProduct.RUN) {
                    float run = 0;
                    for (int k = from; k < Math.min(depth, from + BlockedProduct.RUN); k++) {
                        float x = a[2 + (leftTurned ? k * leftStride + r : r * leftStride + k)];
                        float y = b[1 + (rightTurned ? c * rightStride + k : k * rightStride + c)];
                        run = Math.fma(x, y, run);
                    }
                    sum = from == 0 && !adds ? run : sum + run;
                }
                expected[4 + r * stride + c] = sum;
            }
        }
        product.run(crew::run, left, right, rows, columns, depth, found, 4, stride, adds);
        assertArrayEquals(
                expected,
                found,
                rows + " × " + columns + " × " + depth + (leftTurned ? ", left turned" : "")
                        + (rightTurned ? ", right turned" : ""));
    }

    @Test
    void weightsAreMultipliedAsTheyAreDecoded() {
        for (Format format : new Format[] {Formats.F32, Formats.F16, Formats.Q8_0, Formats.Q4_K}) {
            int columns = 3 * Math.max(256, format.blockValues());
            Weight weight = weight(format, 40, columns);
            float[] decoded = new float[40 * columns];
            format.decode(weight.data(), 0, decoded, 0, decoded.length / format.blockValues());
            float[] x = floats(7 * columns);
            compare(
                    format,
                    Factor.of(x, 0, columns),
                    Factor.of(weight).turn(),
                    Factor.of(decoded, 0, columns).turn(),
                    40,
                    columns);
            float[] y = floats(7 * 39);
            Factor part = Factor.of(decoded, columns, columns);
            compare(format, Factor.of(y, 0, 39), Factor.of(weight, 1), part, columns, 39);
        }
    }

    private static void compare(Format format, Factor x, Factor weight, Factor decoded, int columns, int depth) {
        BlockedProduct product = new BlockedProduct(Tile.fastest());
        try (Crew crew = new Crew(2)) {
            float[] found = new float[7 * columns];
            float[] expected = found.clone();
            product.run(crew::run, x, weight, 7, columns, depth, found, 0, columns, false);
            product.run(crew::run, x, decoded, 7, columns, depth, expected, 0, columns, false);
            assertArrayEquals(expected, found, format.name());
        }
    }

    private Weight weight(Format format, int rows, int columns) {
        MemorySegment data = Arena.ofAuto().allocate(format.bytes((long) rows * columns), 64);
        for (long i = 0; i < data.byteSize(); i += 2) {
            // Small halves, so that no scale is infinite.
            data.set(Little.SHORT, i, (short) random.nextInt(0x3000));
        }
        return new Weight("w", format, rows, columns, data);
    }

    private float[] floats(int length) {
        float[] floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = (float) random.nextGaussian();
        }
        return floats;
    }
}
