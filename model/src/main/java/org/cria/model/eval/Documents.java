package org.cria.model.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.json.JsonValue;
import org.cria.model.storage.FileFault;

/** Data sets in the forms they are published in: JSON, a document per line or an array of them, and CSV. */
final class Documents {
    private Documents() {}

    /** The first of some files that is there, in the first folder that has one. */
    static Optional<Path> find(List<Path> folders, List<String> names, String part) {
        for (Path folder : folders) {
            for (String name : names) {
                Path file = folder.resolve(name.replace("{part}", part));
                if (Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * All documents of a file, by its ending.
     *
     * @param columns of a file in CSV; a first row that begins as they do, or has them all, is a heading
     * @param progress asked whether they are still wanted
     * @throws CriaException if it cannot be read, or is in none of the forms
     * @throws java.util.concurrent.CancellationException if they are not wanted any more
     */
    static List<Map<String, JsonValue>> read(Path file, List<String> columns, Progress progress) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(".csv")) {
                return ofRows(file, Csv.rows(Files.readString(file)), columns);
            }
            if (name.endsWith(".jsonl")) {
                return ofLines(file, progress);
            }
            if (name.endsWith(".json")) {
                return ofArray(file, JsonValue.parse(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new CriaException(file + ": cannot be read (" + FileFault.of(e) + "). Check the file.", e);
        } catch (CriaException e) {
            throw e.at(file.toString());
        }
        throw new CriaException(file + ": expected a name that ends in .jsonl, .json or .csv. Convert the data set;"
                + " pandas writes a Parquet file with to_json(…, orient='records', lines=True).");
    }

    /** Where a document stands, for errors: its line where each has one. */
    static String place(Path file, int number) {
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
            return file + ", document " + (number + 1);
        }
        try {
            List<String> lines = Files.readAllLines(file);
            int[] full = IntStream.range(0, lines.size())
                    .filter(i -> !lines.get(i).isBlank())
                    .toArray();
            return file + ", line " + (full[number] + 1);
        } catch (IOException e) {
            return file + ", document " + (number + 1);
        }
    }

    private static List<Map<String, JsonValue>> ofLines(Path file, Progress progress) throws IOException {
        List<Map<String, JsonValue>> docs = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            progress.requireWanted();
            if (!line.isBlank()) {
                try {
                    docs.add(members(JsonValue.parse(line)));
                } catch (CriaException e) {
                    throw e.at("line " + number);
                }
            }
        }
        return docs;
    }

    private static List<Map<String, JsonValue>> ofArray(Path file, JsonValue json) {
        if (json instanceof JsonValue.Array(List<JsonValue> items)) {
            return items.stream().map(Documents::members).toList();
        }
        throw new CriaException("found " + json.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                + ", expected an array of objects. Give the data set as it is published: " + file.getFileName() + ".");
    }

    private static Map<String, JsonValue> members(JsonValue json) {
        if (json instanceof JsonValue.Members(Map<String, JsonValue> members)) {
            return members;
        }
        throw new CriaException(
                "a document is " + json + ", expected an object. Give the data set as it is published.");
    }

    private static List<Map<String, JsonValue>> ofRows(Path file, List<List<String>> rows, List<String> columns) {
        if (columns.isEmpty()) {
            throw new CriaException("the task has no 'columns', expected their names in order, since a file in CSV"
                    + " need not say them. Correct the task: " + file.getFileName() + ".");
        }
        boolean named = !rows.isEmpty() && new HashSet<>(rows.getFirst()).equals(new HashSet<>(columns));
        List<String> order = named ? rows.getFirst() : columns;
        List<Map<String, JsonValue>> docs = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            if (row.size() != columns.size()) {
                throw new CriaException("row " + (i + 1) + " has " + row.size() + " cells, expected " + columns.size()
                        + ": " + String.join(", ", columns) + ". Give the data set as it is published.");
            }
            if (i > 0 || !row.getFirst().equals(order.getFirst())) {
                docs.add(row(row, order));
            }
        }
        return docs;
    }

    private static Map<String, JsonValue> row(List<String> row, List<String> columns) {
        Map<String, List<JsonValue>> cells = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            cells.computeIfAbsent(columns.get(i), _ -> new ArrayList<>()).add(new JsonValue.Text(row.get(i)));
        }
        Map<String, JsonValue> doc = new LinkedHashMap<>();
        cells.forEach(
                (name, values) -> doc.put(name, values.size() == 1 ? values.getFirst() : new JsonValue.Array(values)));
        return doc;
    }
}
