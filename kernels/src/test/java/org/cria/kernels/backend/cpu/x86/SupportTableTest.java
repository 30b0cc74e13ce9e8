package org.cria.kernels.backend.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.FormatTable;
import org.junit.jupiter.api.Test;

/** The README's table of formats says what machine code there is. */
final class SupportTableTest {
    @Test
    void theReadmeListsTheFormatsThatAreMultipliedInBytes() throws IOException {
        assertEquals(
                RowKernels.formats().stream().map(Format::name).sorted().toList(),
                FormatTable.read().formats("CPU, machine code", "in 8 bits"));
    }

    @Test
    void theReadmeListsTheFormatsThatAreMultipliedAsFloats() throws IOException {
        assertEquals(
                HalfKernels.formats().stream().map(Format::name).sorted().toList(),
                FormatTable.read().formats("CPU, machine code", "in 32 bits"));
    }
}
