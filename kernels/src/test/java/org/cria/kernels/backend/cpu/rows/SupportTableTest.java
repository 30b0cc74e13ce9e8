package org.cria.kernels.backend.cpu.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

/** The README's table of formats says what the code does. */
class SupportTableTest {
    private static final String OWN_KERNEL = "own kernel";
    private static final String DECODES = "decodes, then multiplies";

    @Test
    void theReadmeListsTheFormatsThatHaveAKernelOfTheirOwn() throws IOException {
        assertEquals(
                Formats.all().stream()
                        .filter(f -> !decodes(f))
                        .map(Format::name)
                        .sorted()
                        .toList(),
                readme(OWN_KERNEL));
    }

    @Test
    void theReadmeListsTheFormatsThatAreDecodedFirst() throws IOException {
        assertEquals(
                Formats.all().stream()
                        .filter(SupportTableTest::decodes)
                        .map(Format::name)
                        .sorted()
                        .toList(),
                readme(DECODES));
    }

    private static boolean decodes(Format format) {
        return RowsByFormat.STANDARD.vector(format) instanceof DecodedRows;
    }

    /** The formats of the table's rows whose second cell is {@code support}. */
    private static List<String> readme(String support) throws IOException {
        return Files.readAllLines(repository().resolve("README.md")).stream()
                .map(line -> line.split("\\|", -1))
                .filter(cells -> cells.length > 3 && cells[2].strip().equals(support))
                .flatMap(cells -> Stream.of(cells[1].split(",", -1)))
                .map(String::strip)
                .sorted()
                .toList();
    }

    private static Path repository() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve(".mvn")))
                .findFirst()
                .orElseThrow();
    }
}
