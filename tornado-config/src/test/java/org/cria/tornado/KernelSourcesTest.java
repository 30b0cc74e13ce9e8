package org.cria.tornado;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import org.junit.jupiter.api.Test;

final class KernelSourcesTest {
    @Test
    void aJvmWithoutTornadoVmIsLeftAlone() {
        assertDoesNotThrow(() -> KernelSources.keepOrder());
    }

    @Test
    void aReleaseThatNamesItsTypesOtherwiseWorksToo() {
        assertDoesNotThrow(() -> KernelSources.keepOrder("no.such.Types"));
        assertDoesNotThrow(() -> KernelSources.keepOrder("java.lang.String"));
    }
}
