package org.cria.kernels.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The README's table of formats and of what runs them. */
public final class FormatTable {
    private static final String FIRST = "format";

    private final List<List<String>> rows;

    private FormatTable(List<List<String>> rows) {
        this.rows = rows;
    }

    public static FormatTable read() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(repository().resolve("README.md"))) {
            List<String> cells = cells(line);
            if (cells.isEmpty() && !rows.isEmpty()) {
                return new FormatTable(rows);
            }
            if (!rows.isEmpty() || !cells.isEmpty() && cells.getFirst().equals(FIRST)) {
                rows.add(cells);
            }
        }
        throw new IllegalStateException("README.md has no table whose first column is '" + FIRST + "'");
    }

    private static List<String> cells(String line) {
        String[] parts = line.split("\\|", -1);
        return parts.length < 3
                ? List.of()
                : Arrays.stream(parts, 1, parts.length - 1).map(String::strip).toList();
    }

    /**
     * The formats of the rows with a value, in order of their names.
     *
     * @param column its heading
     */
    public List<String> formats(String column, String value) {
        int cell = rows.getFirst().indexOf(column);
        if (cell < 0) {
            throw new IllegalArgumentException("the table has " + rows.getFirst() + ", and no " + column);
        }
        return rows.stream()
                .skip(2)
                .filter(cells -> cells.get(cell).equals(value))
                .flatMap(cells -> Stream.of(cells.getFirst().split(",", -1)))
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
