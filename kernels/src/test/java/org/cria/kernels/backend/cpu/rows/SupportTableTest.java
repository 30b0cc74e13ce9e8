package org.cria.kernels.backend.cpu.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.FormatTable;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

/** The README's table of formats says what the code does. */
class SupportTableTest {
    private static final String COLUMN = "CPU, Vector API";

    @Test
    void theReadmeListsTheFormatsThatHaveAKernelOfTheirOwn() throws IOException {
        assertEquals(
                Formats.all().stream()
                        .filter(f -> !decodes(f))
                        .map(Format::name)
                        .sorted()
                        .toList(),
                FormatTable.read().formats(COLUMN, "own kernel"));
    }

    @Test
    void theReadmeListsTheFormatsThatAreDecodedFirst() throws IOException {
        assertEquals(
                Formats.all().stream()
                        .filter(SupportTableTest::decodes)
                        .map(Format::name)
                        .sorted()
                        .toList(),
                FormatTable.read().formats(COLUMN, "decodes, then multiplies"));
    }

    private static boolean decodes(Format format) {
        return RowsByFormat.STANDARD.vector(format) instanceof DecodedRows;
    }
}
