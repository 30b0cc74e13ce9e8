package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cria.model.lora.NewGgufAdapter;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cria bench} is read by whatever reads llama-bench. */
class BenchCommandTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final List<String> OWN = List.of(
            "n_parallel",
            "p50_ttft_ns",
            "p90_ttft_ns",
            "p99_ttft_ns",
            "p50_itl_ns",
            "p90_itl_ns",
            "p99_itl_ns",
            "joules_per_token",
            "dram_joules_per_token",
            "psys_joules_per_token",
            "gpu_joules_per_token");

    @TempDir
    private static Path folder;

    private static String model = "";

    @BeforeAll
    static void writeModel() throws IOException {
        model = TinyModel.seeded(7)
                .dim(64)
                .ffn(96)
                .heads(4)
                .kvHeads(2)
                .write(folder.resolve("tiny.gguf"))
                .toString();
    }

    /** What llama-bench printed for a small model, its path shortened. */
    private static JsonNode llamaBench() throws IOException {
        try (InputStream sample = BenchCommandTest.class.getResourceAsStream("llama-bench.json")) {
            return MAPPER.readTree(Objects.requireNonNull(sample));
        }
    }

    @Test
    void anAdapterIsMeasuredBesideTheModelAndTold() throws IOException {
        Path adapter = folder.resolve("tone.gguf");
        float[] factor = new float[2 * 64];
        Arrays.fill(factor, 0.01f);
        NewGgufAdapter.write(
                adapter,
                "llama",
                "tone",
                List.of(new NewGgufAdapter.Part("blk.0.attn_q.weight", 2, factor, factor, 2)));
        JsonNode found =
                MAPPER.readTree(bench("-r", "1", "-p", "4", "-n", "0", "--lora", adapter.toString(), "-o", "json")
                        .out());
        assertTrue(found.at("/0/model_type").asText().endsWith(" + lora"), found.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"md", "csv", "json"})
    void nothingIsPrintedBeforeWhatCannotRun(String kind) {
        String missing = folder.resolve("missing.gguf").toString();
        Printed run = Printed.of("", "bench", "-m", model, "-p", "4", "-n", "0", "--lora", missing, "-o", kind);
        assertEquals(1, run.exitCode(), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().contains("missing.gguf"), run.err());
    }

    @Test
    void jsonHasTheNamesTheOrderAndTheTypesOfLlamaBench() throws IOException {
        JsonNode expected = llamaBench();
        JsonNode found = MAPPER.readTree(bench("-r", "1", "-p", "8", "-n", "4", "-pg", "8,4", "-d", "0,5", "-o", "json")
                .out());
        assertEquals(6, found.size());
        for (JsonNode test : found) {
            List<String> names = new ArrayList<>(names(expected.get(0)));
            names.addAll(OWN);
            assertEquals(names, names(test), "llama-bench's, and those of our own");
            for (Map.Entry<String, JsonNode> field : expected.get(0).properties()) {
                assertEquals(
                        field.getValue().getNodeType(), test.get(field.getKey()).getNodeType(), field.getKey());
                assertEquals(
                        field.getValue().isIntegralNumber(),
                        test.get(field.getKey()).isIntegralNumber(),
                        field.getKey());
            }
        }
    }

    @Test
    void theNumbersOfATestFitTogether() throws IOException {
        JsonNode test = MAPPER.readTree(bench("-p", "0", "-n", "5", "-r", "3", "-t", "2", "-o", "json")
                        .out())
                .get(0);
        assertEquals(2, test.get("n_threads").asInt());
        assertEquals(3, test.get("samples_ns").size());
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double speed = test.get("samples_ts").get(i).asDouble();
            assertEquals(5e9 / test.get("samples_ns").get(i).asLong(), speed, speed * 1e-6);
            sum += speed;
        }
        assertEquals(sum / 3, test.get("avg_ts").asDouble(), sum * 1e-6);
        assertTrue(test.get("test_time").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"));
    }

    @Test
    void waitsAreToldByPercentiles() throws IOException {
        JsonNode test = MAPPER.readTree(bench("-p", "0", "-n", "0", "-pg", "8,6", "-npl", "3", "-r", "2", "-o", "json")
                        .out())
                .get(0);
        assertEquals(3, test.get("n_parallel").asInt());
        long slowest = Math.max(
                test.get("samples_ns").get(0).asLong(),
                test.get("samples_ns").get(1).asLong());
        for (String wait : List.of("ttft", "itl")) {
            long half = test.get("p50_" + wait + "_ns").asLong();
            long most = test.get("p99_" + wait + "_ns").asLong();
            assertTrue(0 < half && half <= test.get("p90_" + wait + "_ns").asLong() && most < slowest, wait);
        }
    }

    @Test
    void theTableHasWaitsAndEnergyWhenAskedFor() {
        CriaProcess.Outcome run = bench("-r", "1", "-p", "8", "-n", "4", "-t", "1", "--latency", "--energy");
        List<String> lines = run.out().lines().toList();
        assertTrue(
                lines.getFirst().contains("|          ttft p50/90/99 ms |           itl p50/90/99 ms |"),
                lines.getFirst());
        assertTrue(
                lines.get(2).matches(".*\\| +[\\d.]+ / [\\d.]+ / [\\d.]+ \\| +- \\|.*"), "no steps: " + lines.get(2));
        assertTrue(lines.get(3).matches(".*\\| +- \\| +[\\d.]+ / [\\d.]+ / [\\d.]+ \\|.*"), lines.get(3));
        assertTrue(
                lines.getFirst().endsWith("J/t |")
                        || run.err().lines().anyMatch(line -> line.startsWith("note: no energy per token of ")),
                "counted, or told why not: " + run.err());
    }

    @Test
    void csvHasLlamaBenchsColumns() throws IOException {
        List<String> lines = bench("-r", "1", "-p", "8", "-n", "3", "-npl", "4", "-o", "csv")
                .out()
                .lines()
                .toList();
        List<String> columns = names(llamaBench().get(0)).stream()
                .filter(name -> !name.startsWith("samples_"))
                .toList();
        assertEquals(3, lines.size());
        assertEquals(String.join(",", columns) + "," + String.join(",", OWN), lines.getFirst());
        List<String> last = List.of(lines.getLast().split("\",\"", -1));
        assertEquals(columns.size() + OWN.size(), last.size());
        assertEquals(List.of("4", "", "", ""), last.subList(columns.size(), columns.size() + 4), "no prompt, no wait");
        assertTrue(lines.getLast().startsWith("\"") && lines.getLast().endsWith("\""));
    }

    @Test
    void markdownHasLlamaBenchsTableAndTestsAreNamedAsThere() {
        CriaProcess.Outcome run = bench("-r", "1", "-p", "8", "-n", "2", "-pg", "8,2", "-d", "0,3", "-t", "1");
        List<String> lines = run.out().lines().toList();
        assertEquals(
                "| model                          |       size |     params | backend    | threads |            test |"
                        + "                  t/s |",
                lines.get(0));
        assertEquals(
                "| ------------------------------ | ---------: | ---------: | ---------- | ------: | --------------: |"
                        + " -------------------: |",
                lines.get(1));
        assertEquals(
                List.of("pp8", "tg2", "pp8+tg2", "pp8 @ d3", "tg2 @ d3", "pp8+tg2 @ d3"),
                lines.subList(2, 8).stream()
                        .map(line -> line.split("\\|", -1)[6].strip())
                        .toList());
        assertTrue(lines.get(2).matches(".*\\| +[\\d.]+ ± [\\d.]+ \\|"), lines.get(2));
        assertTrue(lines.getLast().startsWith("build: "), run.out());
        assertEquals(6, run.complaints().size(), "progress is on stderr: " + run.err());
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    private static CriaProcess.Outcome bench(String... arguments) {
        String[] all = new String[arguments.length + 3];
        String[] common = {"bench", "-m", model};
        System.arraycopy(common, 0, all, 0, common.length);
        System.arraycopy(arguments, 0, all, common.length, arguments.length);
        return new CriaProcess(folder, all).run();
    }
}
