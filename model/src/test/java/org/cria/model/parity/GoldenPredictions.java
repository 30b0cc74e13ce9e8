package org.cria.model.parity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What llama.cpp predicted with one model, as {@code scripts/golden-parity.py} wrote it down.
 *
 * @param rows [positions]
 */
record GoldenPredictions(List<Row> rows) {
    /**
     * One prediction.
     *
     * @param ids the likeliest tokens, the best first
     * @param probabilities one for each id, then that of all other tokens together; their sum is 1
     */
    record Row(List<Integer> ids, List<Double> probabilities) {
        private static final String OTHERS = "*";

        private static Row parse(String line) {
            List<String[]> fields =
                    Stream.of(line.split(" ")).map(field -> field.split(":")).toList();
            List<Double> rounded = fields.stream()
                    .map(field -> Math.exp(-Integer.parseInt(field[1]) / 1000.0))
                    .toList();
            // Rounding the costs moves their sum off 1. Put right, the error of the divergence is only of second order.
            double sum = rounded.stream().mapToDouble(Double::doubleValue).sum();
            return new Row(
                    fields.stream()
                            .map(field -> field[0])
                            .filter(id -> !id.equals(OTHERS))
                            .map(Integer::valueOf)
                            .toList(),
                    rounded.stream().map(probability -> probability / sum).toList());
        }
    }

    /** The golden file of a model, such as {@code tiny-q4_0} or {@code tiny-q4_0-as-f32}. */
    static GoldenPredictions read(String name) throws IOException {
        return new GoldenPredictions(lines(name).map(Row::parse).toList());
    }

    /** The windows of tokens that every model reads. */
    static List<int[]> windows() throws IOException {
        return lines("tokens")
                .map(line ->
                        Stream.of(line.split(" ")).mapToInt(Integer::parseInt).toArray())
                .toList();
    }

    private static Stream<String> lines(String name) throws IOException {
        String resource = "/parity/" + name + ".txt";
        try (InputStream in = Objects.requireNonNull(GoldenPredictions.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        }
    }
}
