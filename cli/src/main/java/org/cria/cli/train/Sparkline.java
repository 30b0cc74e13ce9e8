package org.cria.cli.train;

import java.util.List;

/** A curve in one line of text. */
public final class Sparkline {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    /** Values of a stretch where there are enough of them: single losses jump. */
    private static final int STRETCH = 4;

    private static final int LEAST = 8;

    private Sparkline() {}

    /**
     * The means of so many stretches of equal length, from the lowest value to the highest.
     *
     * @param values in order
     * @param width characters at most
     */
    public static String of(List<Double> values, int width) {
        int columns = Math.min(Math.min(width, values.size()), Math.max(LEAST, values.size() / STRETCH));
        double[] means = new double[columns];
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < columns; i++) {
            int from = (int) ((long) i * values.size() / columns);
            int to = (int) ((i + 1L) * values.size() / columns);
            means[i] = values.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
            lowest = Math.min(lowest, means[i]);
            highest = Math.max(highest, means[i]);
        }
        StringBuilder line = new StringBuilder();
        for (double mean : means) {
            double share = highest > lowest ? (mean - lowest) / (highest - lowest) : 0;
            line.append(BARS.charAt((int) Math.min(BARS.length() - 1, share * BARS.length())));
        }
        return line.toString();
    }
}
