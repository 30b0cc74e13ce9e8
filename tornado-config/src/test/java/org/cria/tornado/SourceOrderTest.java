package org.cria.tornado;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import org.junit.jupiter.api.Test;

final class SourceOrderTest {
    @Test
    void aJvmWithoutTornadoVmIsLeftAlone() {
        assertDoesNotThrow(() -> SourceOrder.keep());
    }

    @Test
    void aReleaseThatNamesItsTypesOtherwiseWorksToo() {
        assertDoesNotThrow(() -> SourceOrder.keep("no.such.Types"));
        assertDoesNotThrow(() -> SourceOrder.keep("java.lang.String"));
    }
}
