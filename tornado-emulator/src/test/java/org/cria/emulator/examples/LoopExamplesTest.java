package org.cria.emulator.examples;

import static org.cria.emulator.examples.Examples.copy;
import static org.cria.emulator.examples.Examples.floats;
import static org.cria.emulator.examples.Examples.ints;
import static org.cria.emulator.examples.Examples.run;
import static org.cria.emulator.examples.Examples.same;
import static org.cria.emulator.examples.Examples.with;

import java.util.Random;
import org.cria.emulator.junit.EmulatedKernel;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/** Each kernel on the emulator and, called directly, as plain Java. */
@EmulatedKernel(lint = LoopKernels.class)
final class LoopExamplesTest {
    @Test
    void saxpy() {
        FloatArray x = floats(100, 1);
        FloatArray y = floats(100, 2);
        FloatArray expected = copy(y);
        LoopKernels.saxpy(2f, x, expected);
        run(with(x, y).task("t", LoopKernels::saxpy, 2f, x, y), y);
        same(expected, y);
    }

    @Test
    void matrixProduct() {
        FloatArray a = floats(144, 1);
        FloatArray b = floats(144, 2);
        FloatArray c = new FloatArray(144);
        FloatArray expected = new FloatArray(144);
        LoopKernels.product(a, b, expected, 12);
        run(with(a, b).task("t", LoopKernels::product, a, b, c, 12), c);
        same(expected, c);
    }

    @Test
    void productWithVector() {
        FloatArray matrix = floats(7 * 13, 1);
        FloatArray vector = floats(13, 2);
        FloatArray out = new FloatArray(7);
        FloatArray expected = new FloatArray(7);
        LoopKernels.productWithVector(matrix, vector, expected);
        run(with(matrix, vector).task("t", LoopKernels::productWithVector, matrix, vector, out), out);
        same(expected, out);
    }

    @Test
    void reductionToASum() {
        FloatArray in = floats(1000, 1);
        FloatArray out = new FloatArray(1);
        FloatArray expected = new FloatArray(1);
        LoopKernels.sum(in, expected);
        run(with(in, out).task("t", LoopKernels::sum, in, out), out);
        same(expected, out);
    }

    @Test
    void reductionToAMaximum() {
        IntArray in = ints(1000, 100_000, 1);
        IntArray out = new IntArray(1);
        IntArray expected = new IntArray(1);
        LoopKernels.largest(in, expected);
        run(with(in, out).task("t", LoopKernels::largest, in, out), out);
        same(expected, out);
    }

    @Test
    void monteCarlo() {
        IntArray hits = new IntArray(500);
        IntArray expected = new IntArray(500);
        LoopKernels.quarterCircle(expected);
        run(with().task("t", LoopKernels::quarterCircle, hits), hits);
        same(expected, hits);
    }

    @Test
    void blackScholes() {
        FloatArray price = floats(64, 1);
        FloatArray call = new FloatArray(64);
        for (int i = 0; i < 64; i++) {
            price.set(i, Math.abs(price.get(i)));
        }
        FloatArray expected = new FloatArray(64);
        LoopKernels.callOption(price, expected);
        run(with(price).task("t", LoopKernels::callOption, price, call), call);
        same(expected, call);
    }

    @Test
    void discreteFourierTransform() {
        FloatArray real = floats(32, 1);
        FloatArray imaginary = floats(32, 2);
        FloatArray outReal = new FloatArray(32);
        FloatArray outImaginary = new FloatArray(32);
        FloatArray expectedReal = new FloatArray(32);
        FloatArray expectedImaginary = new FloatArray(32);
        LoopKernels.fourier(real, imaginary, expectedReal, expectedImaginary);
        run(
                with(real, imaginary).task("t", LoopKernels::fourier, real, imaginary, outReal, outImaginary),
                outReal,
                outImaginary);
        same(expectedReal, outReal);
        same(expectedImaginary, outImaginary);
    }

    @Test
    void nBody() {
        FloatArray places = floats(4 * 20, 1);
        FloatArray speeds = floats(4 * 20, 2);
        FloatArray moved = new FloatArray(4 * 20);
        FloatArray expected = new FloatArray(4 * 20);
        LoopKernels.bodies(places, speeds, expected, 20, 0.005f);
        run(with(places, speeds).task("t", LoopKernels::bodies, places, speeds, moved, 20, 0.005f), moved);
        same(expected, moved);
    }

    @Test
    void mandelbrot() {
        IntArray rounds = new IntArray(24 * 24);
        IntArray expected = new IntArray(24 * 24);
        LoopKernels.mandelbrot(expected, 24);
        run(with().task("t", LoopKernels::mandelbrot, rounds, 24), rounds);
        same(expected, rounds);
    }

    @Test
    void convolution() {
        FloatArray image = floats(15 * 9, 1);
        FloatArray filter = floats(9, 2);
        FloatArray out = new FloatArray(15 * 9);
        FloatArray expected = new FloatArray(15 * 9);
        LoopKernels.convolution(image, filter, expected, 15, 9, 1);
        run(with(image, filter).task("t", LoopKernels::convolution, image, filter, out, 15, 9, 1), out);
        same(expected, out);
    }

    @Test
    void hilbertMatrix() {
        FloatArray out = new FloatArray(7 * 5);
        FloatArray expected = new FloatArray(7 * 5);
        LoopKernels.hilbert(expected, 7, 5);
        run(with().task("t", LoopKernels::hilbert, out, 7, 5), out);
        same(expected, out);
    }

    @Test
    void transposition() {
        FloatArray in = floats(7 * 5, 1);
        FloatArray out = new FloatArray(7 * 5);
        FloatArray expected = new FloatArray(7 * 5);
        LoopKernels.transposed(in, expected, 7, 5);
        run(with(in).task("t", LoopKernels::transposed, in, out, 7, 5), out);
        same(expected, out);
    }

    @Test
    void intersectionOfBitSets() {
        LongArray one = LongArray.fromArray(new Random(1).longs(40).toArray());
        LongArray other = LongArray.fromArray(new Random(2).longs(40).toArray());
        IntArray counts = new IntArray(40);
        IntArray expected = new IntArray(40);
        LoopKernels.intersection(one, other, expected);
        run(with(one, other).task("t", LoopKernels::intersection, one, other, counts), counts);
        same(expected, counts);
    }

    @Test
    void gameOfLife() {
        IntArray cells = ints(11 * 11, 2, 1);
        IntArray next = new IntArray(11 * 11);
        IntArray expected = new IntArray(11 * 11);
        LoopKernels.life(cells, expected, 11);
        run(with(cells).task("t", LoopKernels::life, cells, next, 11), next);
        same(expected, next);
    }
}
