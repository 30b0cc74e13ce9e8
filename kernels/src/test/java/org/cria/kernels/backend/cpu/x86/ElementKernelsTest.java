package org.cria.kernels.backend.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ElementKernelsTest {
    private final Random random = new Random(11);

    @BeforeEach
    void machine() {
        assumeTrue(Machine.here().sets().contains(InstructionSet.AVX2), "this machine does not run AVX2");
    }

    @Test
    void everyNumberIsGatedWithTheBitsOfPlainJava() {
        ElementKernels kernels = new ElementKernels();
        for (int length = 0; length < 40; length++) {
            float[] in = new float[length + 6];
            for (int i = 0; i < in.length; i++) {
                // Any bits now and then: infinities, NaNs and numbers too large for an exponential are among them.
                in[i] = random.nextInt(3) == 0
                        ? Float.intBitsToFloat(random.nextInt())
                        : (float) random.nextGaussian() * 30;
            }
            float[] expected = in.clone();
            int whole = length - length % 8;
            for (int i = 3; i < 3 + whole; i++) {
                expected[i] = ScalarExp.gated(in[i], 1f);
            }
            assertEquals(whole, kernels.gate(in, in, 3, length));
            assertArrayEquals(expected, in, length + " numbers");
        }
    }

    @Test
    void sumsProductsAndSquaresHaveTheBitsOfPlainJava() {
        ElementKernels kernels = new ElementKernels();
        for (int length = 0; length < 40; length++) {
            float[] in = numbers(length + 3);
            float[] out = numbers(length + 5);
            float[] added = out.clone();
            float[] multiplied = out.clone();
            float[] scaled = out.clone();
            double[] squares = new double[4];
            int whole = length - length % 8;
            for (int i = 0; i < whole; i++) {
                added[i + 1] += in[i + 1];
                multiplied[i + 5] *= in[i + 1];
                scaled[i + 5] = in[i + 1] * -0.3f;
                squares[i % 4] += (double) in[i + 1] * in[i + 1];
            }
            float[] found = out.clone();
            assertEquals(whole, kernels.add(in, found, 1, length));
            assertArrayEquals(added, found, length + " numbers added");
            found = out.clone();
            assertEquals(whole, kernels.multiply(in, 1, found, 5, length));
            assertArrayEquals(multiplied, found, length + " numbers multiplied");
            found = out.clone();
            assertEquals(whole, kernels.scale(in, 1, -0.3f, found, 5, length));
            assertArrayEquals(scaled, found, length + " numbers scaled");
            double[] sums = {1, 1, 1, 1};
            assertEquals(whole, kernels.squares(in, 1, length, sums));
            assertArrayEquals(squares, sums, length + " squares");
        }
    }

    private float[] numbers(int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    @Test
    void numbersBeyondTheEndAreRefused() {
        ElementKernels kernels = new ElementKernels();
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.gate(new float[16], new float[15], 0, 16));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.gate(new float[16], new float[16], 1, 16));
    }
}
