package org.cria.kernels.backend.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GateKernelsTest {
    private final Random random = new Random(11);

    @BeforeEach
    void machine() {
        assumeTrue(Machine.here().sets().contains(InstructionSet.AVX2), "this machine does not run AVX2");
    }

    @Test
    void everyNumberIsGatedWithTheBitsOfPlainJava() {
        GateKernels kernels = new GateKernels();
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
    void numbersBeyondTheEndAreRefused() {
        GateKernels kernels = new GateKernels();
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.gate(new float[16], new float[15], 0, 16));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.gate(new float[16], new float[16], 1, 16));
    }
}
