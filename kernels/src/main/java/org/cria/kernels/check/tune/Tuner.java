package org.cria.kernels.check.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.program.Program;

/**
 * Finds the figures with which a device runs a program's kernels fastest: one figure after the other, each with the others as they are
 * best so far. A candidate counts only if it computes what the CPU does, as in a self-test; it is timed in turns with the best so far,
 * so that whatever else the machine does meets both.
 */
public final class Tuner {
    /** Kernels that take this part of the time decide; compiling all others as often would take most of the tuning. */
    private static final double DECIDING = 0.95;
    /** What the longest of them says already: a value with which it is so much slower is not tried on the others. */
    private static final double HOPELESS = 0.95;

    /** Of how many values that seem faster it is looked whether they are. */
    private static final int MOST_CONFIRMED = 3;

    private final KernelBench bench;
    private final Progress progress;
    private final List<Kernel> kernels;
    private final Figures start;
    private final Map<Kernel, Double> nanos = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private Figures best;
    private int done;
    private int total;

    /**
     * What was found.
     *
     * @param start the figures that the device had
     * @param best those with which it is fastest
     * @param nanos of each kernel for a token, in all its layers and with the figures at the start
     * @param choices for each figure, in the order in which they were tuned
     * @param wrong which candidates computed something else than the CPU, in a sentence each
     */
    public record Result(
            Figures start, Figures best, Map<Kernel, Double> nanos, List<FigureChoice> choices, List<String> wrong) {}

    /**
     * Of one program on one device, starting from the figures that it has.
     *
     * @param given settings of the program's run
     */
    public Tuner(Tunable device, Program program, Settings given, Progress progress) {
        this.bench = new KernelBench(device, program, given);
        this.progress = progress;
        this.start = device.figures();
        this.best = start;
        this.kernels = bench.kernels(start);
    }

    /** Hears of each figure as soon as it is chosen: what was found until then is of use, whatever comes after. */
    @FunctionalInterface
    public interface Listener {
        /** Hears nothing. */
        Listener NONE = (choice, best) -> {};

        /**
         * Called after each figure.
         *
         * @param best all figures, this one and those before it as they are best
         */
        void chosen(FigureChoice choice, Figures best);
    }

    /**
     * Tries all figures; takes seconds to minutes.
     *
     * @throws CriaException when the device is wrong with the figures that it has
     * @throws java.util.concurrent.CancellationException if the progress says so
     */
    public Result run(Listener listener) {
        total = kernels.size() * 2; // a guess: most values of a figure are tried on one kernel, few on all
        for (Figure figure : start.all()) {
            total += others(figure).size() * 2;
        }
        kernels.forEach(this::time);
        List<FigureChoice> choices = new ArrayList<>();
        for (Figure figure : start.all()) {
            FigureChoice choice = figure.startsLongPast()
                    ? new LongPast(bench, figure, best, this::step).choose(concerned(figure))
                    : choice(figure);
            best = best.with(figure, choice.best());
            choices.add(choice);
            listener.chosen(choice, best);
        }
        progress.require(total, total);
        return new Result(start, best, nanos, choices, List.copyOf(wrong));
    }

    private void time(Kernel kernel) {
        step();
        try (Race.Timed now = bench.timed(kernel, start)) {
            bench.require(now, kernel, bench.past(kernel));
            nanos.put(
                    kernel,
                    Race.between(now, now).times(kernel.layers()).now()); // against itself: the same way of timing
        }
    }

    private void step() {
        progress.require(Math.min(done++, total - 1), total);
    }

    private List<Kernel> concerned(Figure figure) {
        return kernels.stream()
                .filter(kernel -> figure.concerns(kernel.operator()))
                .toList();
    }

    /** Those of the kernels that a figure concerns that take nearly all of their time, the longest first. */
    private List<Kernel> deciding(Figure figure) {
        List<Kernel> longestFirst = concerned(figure).stream()
                .sorted(Comparator.comparingDouble(kernel -> -nanos.getOrDefault(kernel, 0.0)))
                .toList();
        double all = longestFirst.stream()
                .mapToDouble(kernel -> nanos.getOrDefault(kernel, 0.0))
                .sum();
        List<Kernel> deciding = new ArrayList<>();
        double sum = 0;
        for (Kernel kernel : longestFirst) {
            if (sum < DECIDING * all) {
                deciding.add(kernel);
                sum += nanos.getOrDefault(kernel, 0.0);
            }
        }
        return deciding;
    }

    /** The best figures with other values of one, as far as device and settings allow. */
    private List<Figures> others(Figure figure) {
        return bench.device().with(best).candidates(figure, bench.given()).stream()
                .filter(value -> value != best.value(figure))
                .map(value -> best.with(figure, value))
                .toList();
    }

    private FigureChoice choice(Figure figure) {
        int before = start.value(figure);
        Map<Integer, Double> tried = new TreeMap<>();
        Map<Figures, Race.Times> times = measure(figure, others(figure), tried);
        times.forEach((other, taken) -> tried.putIfAbsent(other.value(figure), taken.speedUp()));
        List<Figures> fastestFirst = times.keySet().stream()
                .filter(other -> tried.getOrDefault(other.value(figure), Double.NaN) >= Race.WORTHWHILE)
                .sorted(Comparator.comparingDouble(other -> -tried.getOrDefault(other.value(figure), 0.0)))
                .limit(MOST_CONFIRMED)
                .toList();
        for (Figures candidate : fastestFirst) {
            int value = candidate.value(figure);
            if (isRightInOddShapes(figure, candidate, tried)) {
                // Once more: of many, the fastest may only have been lucky.
                Race.Times again =
                        measure(figure, List.of(candidate), new TreeMap<>()).get(candidate);
                tried.put(value, again == null ? Double.NaN : again.speedUp());
                if (again != null && again.speedUp() >= Race.WORTHWHILE) {
                    return new FigureChoice(figure, before, value, again.speedUp(), tried);
                }
            }
        }
        return new FigureChoice(figure, before, before, 1, tried);
    }

    /**
     * What the deciding kernels of a figure take with other values of it, each beside the best so far.
     *
     * @param rejected gets the values with which a kernel is wrong
     */
    private Map<Figures, Race.Times> measure(Figure figure, List<Figures> others, Map<Integer, Double> rejected) {
        Map<Figures, Race.Times> times = new LinkedHashMap<>();
        for (Kernel kernel : deciding(figure)) {
            List<Figures> left = others.stream()
                    .filter(other -> !rejected.containsKey(other.value(figure)))
                    .filter(other ->
                            !times.containsKey(other) || times.get(other).speedUp() > HOPELESS)
                    .toList();
            if (left.isEmpty()) {
                break;
            }
            try (Race.Timed now = bench.timed(kernel, best)) {
                bench.require(now, kernel, bench.past(kernel));
                for (Figures other : left) {
                    step();
                    failure(() -> against(now, kernel, other, times))
                            .ifPresent(why -> reject(figure, other, kernel, why, rejected));
                }
            }
        }
        others.stream()
                .filter(other -> rejected.containsKey(other.value(figure)))
                .forEach(times::remove);
        return times;
    }

    private boolean isRightInOddShapes(Figure figure, Figures other, Map<Integer, Double> tried) {
        int before = wrong.size();
        for (Kernel kernel : concerned(figure)) {
            failure(() -> bench.oddFailure(kernel, other)).ifPresent(why -> reject(figure, other, kernel, why, tried));
        }
        return wrong.size() == before;
    }

    private void reject(Figure figure, Figures other, Kernel kernel, String why, Map<Integer, Double> tried) {
        wrong.add(figure.text() + " " + other.value(figure) + " is wrong in " + kernel.text() + ": " + why);
        tried.put(other.value(figure), Double.NaN);
    }

    /** What is wrong, also where something does not run at all. */
    private static Optional<String> failure(Supplier<Optional<String>> check) {
        try {
            return check.get();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return Optional.of("it does not run: " + e);
        }
    }

    /** Adds up what a kernel takes in all its layers, with other figures and beside it as it is; or says why it is wrong there. */
    private Optional<String> against(Race.Timed now, Kernel kernel, Figures others, Map<Figures, Race.Times> times) {
        try (Race.Timed other = bench.timed(kernel, others)) {
            Optional<String> failure = other.failure(bench.past(kernel));
            if (failure.isEmpty()) {
                times.merge(others, Race.between(now, other).times(kernel.layers()), Race.Times::plus);
            }
            return failure;
        }
    }
}
