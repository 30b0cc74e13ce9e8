package org.cria.model.parity;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.cria.kernels.Scores;
import org.cria.model.parity.GoldenPredictions.Row;
import org.cria.model.sample.LogProbabilities;

/**
 * How far predictions are from golden ones.
 *
 * @param divergence mean Kullback-Leibler divergence {@code Σ p·(log p − log q)} in nats, the golden ones being {@code p}, over
 *     the stored tokens and all others as one
 * @param sameTop share of the positions where both prefer the same token, 0 to 1
 */
record Distance(double divergence, double sameTop) {
    static Distance between(GoldenPredictions golden, Predictions predictions) {
        List<Row> rows = golden.rows();
        if (rows.size() != predictions.logits().size()) {
            throw new IllegalArgumentException(
                    rows.size() + " golden positions, " + predictions.logits().size() + " predictions");
        }
        double divergence = 0;
        int same = 0;
        for (int i = 0; i < rows.size(); i++) {
            float[] logits = predictions.logits().get(i);
            LogProbabilities found = LogProbabilities.of(Scores.All.of(logits));
            divergence += divergence(rows.get(i), found, logits.length);
            same += rows.get(i).ids().getFirst() == found.top(1).getFirst().token() ? 1 : 0;
        }
        return new Distance(divergence / rows.size(), (double) same / rows.size());
    }

    private static double divergence(Row row, LogProbabilities found, int vocabulary) {
        Set<Integer> stored = new HashSet<>(row.ids());
        double others = IntStream.range(0, vocabulary)
                .filter(id -> !stored.contains(id))
                .mapToDouble(id -> Math.exp(found.of(id)))
                .sum();
        double divergence = term(row.probabilities().getLast(), Math.log(others));
        for (int i = 0; i < row.ids().size(); i++) {
            divergence += term(row.probabilities().get(i), found.of(row.ids().get(i)));
        }
        return divergence;
    }

    private static double term(double expected, double foundLog) {
        return expected * (Math.log(expected) - foundLog);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "KL %.2e, same top %.1f %%", divergence, 100 * sameTop);
    }
}
