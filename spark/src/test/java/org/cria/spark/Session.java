package org.cria.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Spark in this JVM, and data for it. */
final class Session {
    static final String MODEL = "../models/built-in.gguf";
    static final StructType QUESTIONS =
            new StructType().add("id", DataTypes.LongType).add("question", DataTypes.StringType);

    private static final List<String> PEOPLE = List.of("Varick", "Ada", "Mirren", "a llama", "the shepherd");
    private static final List<String> VERBS = List.of("live", "work", "sing", "sleep");

    private Session() {}

    static SparkSession start(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("cria-spark tests")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.warehouse.dir", "target/warehouse")
                .getOrCreate();
    }

    /** A cluster of two executors with a core each, in JVMs of their own. */
    static SparkSession startCluster() throws IOException {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars")); // empty: the class path is given below
        System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        try {
            return start("local-cluster[2,1,1024]");
        } finally {
            System.clearProperty("spark.executor.extraClassPath");
        }
    }

    /** Masters and workers are threads here; the JVMs that these have started are executors. */
    static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .children()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .toList();
    }

    /** So many rows, each with an id and a question. */
    static Dataset<Row> questions(SparkSession session, int rows, int partitions) {
        List<Row> all = IntStream.range(0, rows)
                .mapToObj(i -> RowFactory.create((long) i, question(i)))
                .toList();
        return session.createDataFrame(all, QUESTIONS).repartition(partitions);
    }

    static String question(int i) {
        return "Where does " + PEOPLE.get(i % PEOPLE.size()) + " " + VERBS.get(i / PEOPLE.size() % VERBS.size())
                + " on day " + i + "?";
    }
}
