package org.cria.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;

final class CsvTest {
    @Test
    void cellsInQuotesHaveCommasQuotesAndLineBreaks() {
        assertEquals(
                List.of(List.of("a, b", "say \"it\"", "two\nlines"), List.of("", "x", "")),
                Csv.rows("\"a, b\",\"say \"\"it\"\"\",\"two\nlines\"\r\n,x,\n"));
    }

    @Test
    void aMarkAtTheStartAndEmptyLinesAreNoCells() {
        assertEquals(List.of(List.of("a", "b"), List.of("c", "d")), Csv.rows("\ufeffa,b\n\nc,d"));
    }

    @Test
    void aQuoteThatIsNotClosedIsToldWithItsLine() {
        CriaException failure = assertThrows(CriaException.class, () -> Csv.rows("a,b\nc,\"d\n"));
        assertTrue(
                failure.explanation().toString().startsWith("line 2: a quote is not closed"),
                failure.explanation().toString());
    }
}
