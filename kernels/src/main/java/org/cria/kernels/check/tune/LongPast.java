package org.cria.kernels.check.tune;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.Phase;

/** Finds from which past on it pays to split it: the shortest one where it does, as it does for all longer ones. */
final class LongPast {
    private final KernelBench bench;
    private final Figure figure;
    private final Figures figures;
    private final Runnable step;
    /** What attention takes whole, and beside it split. */
    private final NavigableMap<Integer, Race.Times> byPast = new TreeMap<>();

    /**
     * @param figure that says so
     * @param figures that are best so far
     * @param step is run before each measurement
     */
    LongPast(KernelBench bench, Figure figure, Figures figures, Runnable step) {
        this.bench = bench;
        this.figure = figure;
        this.figures = figures;
        this.step = step;
    }

    /** @param concerned kernels that the figure concerns, whole and split */
    FigureChoice choose(List<Kernel> concerned) {
        for (Kernel whole : concerned) {
            for (Kernel split : concerned) {
                if (whole.operator().phase() == Phase.DECODE
                        && split.operator().phase() == Phase.LONG_DECODE
                        && split.operator().steps().equals(whole.operator().steps())) {
                    race(whole, split);
                }
            }
        }
        int before = figures.value(figure);
        if (byPast.isEmpty()) {
            return new FigureChoice(figure, before, before, 1, Map.of());
        }
        int from = fromWhereItPays(before);
        double speedUp = nanos(before) / nanos(from);
        if (speedUp < Race.WORTHWHILE) {
            from = before;
            speedUp = 1;
        }
        Map<Integer, Double> tried = new TreeMap<>();
        byPast.forEach((past, times) -> tried.put(past, times.speedUp()));
        return new FigureChoice(figure, before, from, speedUp, tried);
    }

    private void race(Kernel whole, Kernel split) {
        try (Race.Timed one = bench.timed(whole, figures);
                Race.Timed several = bench.timed(split, figures)) {
            for (int past : figure.choices()) {
                if (past <= bench.longestPast()) {
                    step.run();
                    bench.require(one, whole, past - 1);
                    bench.require(several, split, past - 1);
                    byPast.merge(past, Race.between(one, several).times(whole.layers()), Race.Times::plus);
                }
            }
        }
    }

    private int fromWhereItPays(int before) {
        int from = Math.max(before, 2 * byPast.lastKey()); // beyond what was measured
        for (Map.Entry<Integer, Race.Times> longer : byPast.descendingMap().entrySet()) {
            if (longer.getValue().speedUp() < Race.WORTHWHILE) {
                break;
            }
            from = longer.getKey();
        }
        return from;
    }

    /** What attention takes over all pasts where those from some number on are split. */
    private double nanos(int from) {
        return byPast.entrySet().stream()
                .mapToDouble(entry -> entry.getKey() >= from
                        ? entry.getValue().other()
                        : entry.getValue().now())
                .sum();
    }
}
