package org.cria.kernels.backend.cpu.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class VectorExpTest {
    @Test
    void isOffByTwoUnitsInTheLastPlaceAtMost() {
        for (float x = -87.2f; x < 88.2f; x += 0.0037f) {
            double exact = Math.exp(x);
            double off = Math.abs(ScalarExp.exp(x) - exact) / Math.ulp((float) exact);
            assertTrue(off <= 2, "e^" + x + " is off by " + off);
        }
    }

    @Test
    void aLaneAndTheScalarFormAreTheSameToTheBit() {
        float[] x = new float[1_003];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 500) * 0.21f;
        }
        float[] result = x.clone();
        VectorExp.differences(result, 0.1f, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            assertEquals(ScalarExp.exp(x[i] - 0.1f), result[i], "e^" + x[i]);
        }
    }

    @Test
    void numbersThatAreTooLargeOrTooSmallStayFinite() {
        assertEquals(1f, ScalarExp.exp(0f));
        assertEquals(0f, ScalarExp.exp(Float.NEGATIVE_INFINITY), 1.3e-38f);
        assertTrue(Float.isFinite(ScalarExp.exp(Float.POSITIVE_INFINITY)));
        assertTrue(Float.isNaN(ScalarExp.exp(Float.NaN)));
    }
}
