package org.cria.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;

/** Forms of data sets in files. */
enum TableFormat {
    /** An object on each line. */
    JSON("json", "jsonl", "ndjson"),
    PARQUET("parquet"),
    /** With names of columns in the first line, texts in quotes with quotes doubled in them, and lines within. */
    CSV("csv"),
    /** A prompt on each line, in the column {@code value}. */
    TEXT("text", "txt");

    private static final String QUOTE = "\"";

    private final List<String> endings;

    TableFormat(String... endings) {
        this.endings = List.of(endings);
    }

    /**
     * The format of this name, or that the path's ending tells.
     *
     * @param name null: by the path
     * @throws CriaException if it is not known
     */
    static TableFormat of(@Nullable String name, String path, String option) {
        String told = name != null ? name : ending(path);
        return Arrays.stream(values())
                .filter(format -> format.endings.contains(told.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new CriaException(
                        (name != null ? option + " is '" + name + "'" : path + ": the ending tells no format")
                                + ", expected json, parquet, csv or text. Name it with " + option + "."));
    }

    private static String ending(String path) {
        String whole = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String bare = whole.replaceFirst("\\.(gz|bz2|zst|snappy|lz4)$", "");
        return bare.substring(bare.lastIndexOf('.') + 1);
    }

    Dataset<Row> read(SparkSession session, String path) {
        return switch (this) {
            case JSON -> session.read().json(path);
            case PARQUET -> session.read().parquet(path);
            case CSV ->
                session.read()
                        .option("header", true)
                        .option("multiLine", true)
                        .option("escape", QUOTE)
                        .csv(path);
            case TEXT -> session.read().text(path);
        };
    }

    /** A text has no columns: of answers it is one on each line, with ends of lines written as in JSON. */
    void write(Dataset<Row> rows, String path, boolean overwrites) {
        var writer = rows.write().mode(overwrites ? SaveMode.Overwrite : SaveMode.ErrorIfExists);
        switch (this) {
            case JSON -> writer.option("ignoreNullFields", false).json(path);
            case PARQUET -> writer.parquet(path);
            case CSV -> writer.option("header", true).option("escape", QUOTE).csv(path);
            case TEXT ->
                throw new CriaException(path + ": text has room for one column only, expected json, parquet or csv for"
                        + " answers. Choose one with --output-format.");
        }
    }
}
