package org.cria.kernels.backend.tornado.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

final class TablesTest {
    private static final FloatArray TABLES = Tables.make();

    @Test
    void everyHalfIsItsSignificandTimesItsPower() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Float.float16ToFloat((short) bits);
            int word = bits | 0xABCD0000; // what is above the half does not matter
            float found = Tables.significand(word) * Tables.power(TABLES, Tables.top(word));
            if (Float.isNaN(value)) {
                assertTrue(Float.isInfinite(found), "no number of " + Integer.toHexString(bits) + ": " + found);
            } else {
                assertEquals(value, found, "of " + Integer.toHexString(bits));
            }
        }
    }

    @Test
    void everyHalfBecomesItselfAgain() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Float.float16ToFloat((short) bits);
            if (!Float.isNaN(value) && bits != 0x8000) {
                assertEquals((short) bits, Tables.toF16(value), "of " + Integer.toHexString(bits));
            }
        }
    }
}
