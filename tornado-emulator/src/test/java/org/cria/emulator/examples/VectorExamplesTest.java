package org.cria.emulator.examples;

import static org.cria.emulator.examples.Examples.floats;
import static org.cria.emulator.examples.Examples.ints;
import static org.cria.emulator.examples.Examples.run;
import static org.cria.emulator.examples.Examples.same;
import static org.cria.emulator.examples.Examples.with;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cria.emulator.junit.EmulatedKernel;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat3;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat4;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.collections.VectorInt4;
import uk.ac.manchester.tornado.api.types.matrix.Matrix2DFloat;
import uk.ac.manchester.tornado.api.types.matrix.Matrix3DFloat;

/** Each kernel on the emulator and as plain Java. */
@EmulatedKernel(lint = VectorKernels.class)
final class VectorExamplesTest {
    private static final int N = 24;

    @Test
    void sumsOfFours() {
        VectorFloat4 a = new VectorFloat4(floats(4 * N, 1));
        VectorFloat4 b = new VectorFloat4(floats(4 * N, 2));
        VectorFloat4 out = new VectorFloat4(N);
        VectorFloat4 expected = new VectorFloat4(N);
        VectorKernels.add(a, b, expected);
        run(with(a, b).task("t", VectorKernels::add, a, b, out), out);
        same(expected.getArray(), out.getArray());
    }

    @Test
    void anglesOfThrees() {
        VectorFloat3 a = new VectorFloat3(floats(3 * N, 1));
        VectorFloat3 b = new VectorFloat3(floats(3 * N, 2));
        VectorFloat out = new VectorFloat(N);
        VectorFloat expected = new VectorFloat(N);
        VectorKernels.angles(a, b, expected);
        run(with(a, b).task("t", VectorKernels::angles, a, b, out), out);
        same(expected.getArray(), out.getArray());
    }

    @Test
    void whatIsSetInAVectorStaysThere() {
        VectorInt4 in = new VectorInt4(ints(4 * N, 1000, 1));
        VectorInt4 out = new VectorInt4(N);
        VectorInt4 expected = new VectorInt4(N);
        VectorKernels.steps(in, expected);
        run(with(in).task("t", VectorKernels::steps, in, out), out);
        same(expected.getArray(), out.getArray());
    }

    @Test
    void rowsByEights() {
        VectorFloat8 matrix = new VectorFloat8(floats(N * 32, 1));
        VectorFloat8 vector = new VectorFloat8(floats(32, 2));
        FloatArray out = new FloatArray(N);
        WorkerGrid grid = new WorkerGrid1D(N);
        run(with(matrix, vector).task("t", VectorKernels::rows, new KernelContext(), matrix, vector, out), grid, out);
        for (int r = 0; r < N; r++) {
            float sum = 0f;
            for (int i = 0; i < 32; i++) {
                sum += matrix.getArray().get(r * 32 + i) * vector.getArray().get(i);
            }
            assertEquals(sum, out.get(r), 32 * Math.ulp(8f)); // the order of 32 sums below 8 in size
        }
    }

    @Test
    void vectorsOfArraysOfNumbers() {
        FloatArray matrix = floats(N * 32, 1);
        FloatArray vector = floats(32, 2);
        FloatArray out = new FloatArray(N);
        run(
                with(matrix, vector).task("t", VectorKernels::views, new KernelContext(), matrix, vector, out),
                new WorkerGrid1D(N),
                out);
        VectorFloat8 rows = new VectorFloat8(matrix);
        VectorFloat8 values = new VectorFloat8(vector);
        FloatArray expected = new FloatArray(N);
        run(
                with(rows, values).task("t", VectorKernels::rows, new KernelContext(), rows, values, expected),
                new WorkerGrid1D(N),
                expected);
        same(expected, out);
    }

    @Test
    void productOfMatrices() {
        Matrix2DFloat a = new Matrix2DFloat(5, 7, floats(35, 1));
        Matrix2DFloat b = new Matrix2DFloat(7, 3, floats(21, 2));
        FloatArray numbers = new FloatArray(15);
        FloatArray expected = new FloatArray(15);
        VectorKernels.product(a, b, new Matrix2DFloat(5, 3, expected));
        Matrix2DFloat c = new Matrix2DFloat(5, 3, numbers);
        run(with(a, b).task("t", VectorKernels::product, a, b, c), c);
        same(expected, numbers);
    }

    @Test
    void layersOfACuboid() {
        Matrix3DFloat in = new Matrix3DFloat(4, 5, 6, floats(120, 1));
        FloatArray numbers = new FloatArray(20);
        FloatArray expected = new FloatArray(20);
        VectorKernels.layers(in, new Matrix2DFloat(4, 5, expected));
        Matrix2DFloat out = new Matrix2DFloat(4, 5, numbers);
        run(with(in).task("t", VectorKernels::layers, in, out), out);
        same(expected, numbers);
    }

    @Test
    void halfPrecision() {
        HalfFloatArray a = new HalfFloatArray(N);
        HalfFloatArray b = new HalfFloatArray(N);
        FloatArray values = floats(2 * N, 1);
        for (int i = 0; i < N; i++) {
            a.set(i, new HalfFloat(values.get(i)));
            b.set(i, new HalfFloat(values.get(N + i)));
        }
        HalfFloatArray out = new HalfFloatArray(N);
        HalfFloatArray expected = new HalfFloatArray(N);
        VectorKernels.halves(a, b, expected);
        run(with(a, b).task("t", VectorKernels::halves, a, b, out), out);
        for (int i = 0; i < N; i++) {
            assertEquals(expected.get(i).getHalfFloatValue(), out.get(i).getHalfFloatValue());
        }
    }
}
