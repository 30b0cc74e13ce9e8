package org.cria.kernels.check.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.DeviceShape.Figure;
import org.cria.kernels.backend.tornado.device.Tunable;
import org.cria.kernels.check.compare.OddShape;
import org.cria.kernels.check.compare.Signature;
import org.cria.kernels.check.compare.TestCase;
import org.cria.kernels.check.compare.TestInputs;
import org.cria.kernels.check.doctor.Examination;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/**
 * Finds the sizes with which a device runs a program's kernels fastest: one figure of its {@link DeviceShape} after the other, each with
 * the others as they are best so far. A candidate counts only if it computes what the CPU does, as in a self-test; it is timed in
 * turns with the best so far, so that whatever else the machine does meets both.
 */
public final class Tuner {
    /** A candidate must be faster by so much: less is noise, or not worth another order of sums. */
    private static final double WORTHWHILE = 1.03;
    /** Positions behind a new token, in most conversations and in long ones. */
    private static final int PAST = 512;

    private static final int LONG_PAST = 4096;
    /** Kernels that take this part of the time decide; compiling all others as often would take most of the tuning. */
    private static final double DECIDING = 0.95;
    /** What the longest of them says already: a value with which it is so much slower is not tried on the others. */
    private static final double HOPELESS = 0.95;

    /** Of how many values that seem faster it is looked whether they are. */
    private static final int MOST_CONFIRMED = 3;

    private final Tunable device;
    private final Program program;
    private final Settings given;
    private final Examination.Progress progress;
    private final List<Kernel> kernels;
    private final DeviceShape start;
    private final Map<Kernel, Double> nanos = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private DeviceShape best;
    private int done;
    private int total;

    /**
     * A kernel that a program needs.
     *
     * @param text when it runs, its steps with formats and shapes
     * @param operator in layers that share what is compiled
     * @param layers of the program that have it
     */
    public record Kernel(String text, Operator operator, int layers) {
        /** What decides which figures concern it. */
        public String kind() {
            if (attends()) {
                return "attention";
            }
            return !multiplies()
                    ? "other"
                    : operator.phase() == Phase.PREFILL ? "product for prompts" : "product of one token";
        }

        private boolean attends() {
            return operator.steps().stream().anyMatch(Step.Attend.class::isInstance);
        }

        private boolean multiplies() {
            return operator.steps().stream().anyMatch(Step.MatMul.class::isInstance);
        }

        private boolean isConcerned(Figure figure) {
            Phase phase = operator.phase();
            return switch (figure) {
                case LANES, ITEMS -> multiplies() && phase != Phase.PREFILL;
                case ATTENTION_ITEMS -> attends();
                case PANELS -> multiplies() && phase == Phase.PREFILL;
                case BATCH_ROWS -> phase == Phase.PREFILL;
                case ROW_ITEMS -> attends() ? phase == Phase.LONG_DECODE : !multiplies() || phase == Phase.PREFILL;
                case SPLITS -> phase == Phase.LONG_DECODE;
                case SPLIT_FROM -> attends() && phase != Phase.PREFILL;
            };
        }
    }

    /**
     * What became of a figure.
     *
     * @param start what it was
     * @param best what it is best
     * @param speedUp of the kernels that it concerns, between the two; 1 where it stays
     * @param tried the speed-up with other values, of the longest of these kernels alone where that was slower; NaN where a
     *     kernel was wrong
     */
    public record Choice(Figure figure, int start, int best, double speedUp, Map<Integer, Double> tried) {}

    /**
     * What was found.
     *
     * @param nanos of each kernel for a token, in all its layers and the shape at the start
     * @param wrong which candidates computed something else than the CPU, in a sentence each
     */
    public record Result(
            DeviceShape start, DeviceShape best, Map<Kernel, Double> nanos, List<Choice> choices, List<String> wrong) {}

    /**
     * Of one program on one device, starting from the sizes that it has.
     *
     * @param given settings of the program's run
     */
    public Tuner(Tunable device, Program program, Settings given, Examination.Progress progress) {
        this.device = device;
        this.program = program;
        this.given = given;
        this.progress = progress;
        this.start = device.shape();
        this.best = start;
        Map<String, Kernel> byText = new LinkedHashMap<>();
        for (Operator operator : bench(start).operators(program, settings(start, 1))) {
            String text = Signature.text(operator, program.kv(), given);
            byText.merge(
                    text,
                    new Kernel(text, operator, operator.layers().size()),
                    (a, b) -> new Kernel(text, a.operator(), a.layers() + b.layers()));
        }
        this.kernels = List.copyOf(byText.values());
    }

    /**
     * Tries all figures; takes seconds to minutes.
     *
     * @throws CriaException when the device is wrong with the sizes that it has
     */
    public Result run() {
        total = kernels.size() * 2; // a guess: most values of a figure are tried on one kernel, few on all
        for (Figure figure : Figure.values()) {
            total += others(figure).size() * 2;
        }
        kernels.forEach(this::time);
        List<Choice> choices = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            choices.add(figure == Figure.SPLIT_FROM ? splitFrom() : choice(figure));
        }
        progress.show(total, total);
        return new Result(start, best, nanos, choices, List.copyOf(wrong));
    }

    private void time(Kernel kernel) {
        step();
        try (Race.Timed now = timed(kernel, start)) {
            now.failure(past(kernel)).ifPresent(why -> refuse(kernel, why));
            nanos.put(
                    kernel,
                    Race.between(now, now).times(kernel.layers()).now()); // against itself: the same way of timing
        }
    }

    private void step() {
        progress.show(Math.min(done++, total - 1), total);
    }

    private List<Kernel> concerned(Figure figure) {
        return kernels.stream().filter(kernel -> kernel.isConcerned(figure)).toList();
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

    /** The best shape with other values of a figure, as far as device and settings allow. */
    private List<DeviceShape> others(Figure figure) {
        int most = switch (figure) {
            case ITEMS, ATTENTION_ITEMS, ROW_ITEMS -> device.info().groupItems();
            case BATCH_ROWS -> given.batchRows();
            default -> Integer.MAX_VALUE;
        };
        return figure.choices().stream()
                .filter(value -> value != best.value(figure) && value <= most)
                .filter(value -> figure != Figure.LANES || best.items() % value == 0)
                .filter(value -> figure != Figure.ITEMS || value % best.lanes() == 0)
                .map(value -> best.with(Map.of(figure, value)))
                .toList();
    }

    private Choice choice(Figure figure) {
        int before = start.value(figure);
        Map<Integer, Double> tried = new TreeMap<>();
        Map<DeviceShape, Race.Times> times = measure(figure, others(figure), tried);
        times.forEach((shape, taken) -> tried.putIfAbsent(shape.value(figure), taken.speedUp()));
        List<DeviceShape> fastestFirst = times.keySet().stream()
                .filter(shape -> tried.getOrDefault(shape.value(figure), Double.NaN) >= WORTHWHILE)
                .sorted(Comparator.comparingDouble(shape -> -tried.getOrDefault(shape.value(figure), 0.0)))
                .limit(MOST_CONFIRMED)
                .toList();
        for (DeviceShape shape : fastestFirst) {
            int value = shape.value(figure);
            if (isRightInOddShapes(figure, shape, tried)) {
                // Once more: of many, the fastest may only have been lucky.
                Race.Times again =
                        measure(figure, List.of(shape), new TreeMap<>()).get(shape);
                tried.put(value, again == null ? Double.NaN : again.speedUp());
                if (again != null && again.speedUp() >= WORTHWHILE) {
                    best = shape;
                    return new Choice(figure, before, value, again.speedUp(), tried);
                }
            }
        }
        return new Choice(figure, before, before, 1, tried);
    }

    /**
     * What the deciding kernels of a figure take in other shapes, each beside the best so far.
     *
     * @param rejected gets the values with which a kernel is wrong
     */
    private Map<DeviceShape, Race.Times> measure(
            Figure figure, List<DeviceShape> others, Map<Integer, Double> rejected) {
        Map<DeviceShape, Race.Times> times = new LinkedHashMap<>();
        for (Kernel kernel : deciding(figure)) {
            List<DeviceShape> left = others.stream()
                    .filter(shape -> !rejected.containsKey(shape.value(figure)))
                    .filter(shape ->
                            !times.containsKey(shape) || times.get(shape).speedUp() > HOPELESS)
                    .toList();
            if (left.isEmpty()) {
                break;
            }
            try (Race.Timed now = timed(kernel, best)) {
                now.failure(past(kernel)).ifPresent(why -> refuse(kernel, why));
                for (DeviceShape other : left) {
                    step();
                    failure(() -> against(now, kernel, other, times))
                            .ifPresent(why -> reject(figure, other, kernel, why, rejected));
                }
            }
        }
        others.stream()
                .filter(shape -> rejected.containsKey(shape.value(figure)))
                .forEach(times::remove);
        return times;
    }

    private boolean isRightInOddShapes(Figure figure, DeviceShape shape, Map<Integer, Double> tried) {
        int before = wrong.size();
        for (Kernel kernel : concerned(figure)) {
            failure(() -> oddFailure(kernel, shape)).ifPresent(why -> reject(figure, shape, kernel, why, tried));
        }
        return wrong.size() == before;
    }

    private void reject(Figure figure, DeviceShape shape, Kernel kernel, String why, Map<Integer, Double> tried) {
        wrong.add(figure + " " + shape.value(figure) + " is wrong in " + kernel.text() + ": " + why);
        tried.put(shape.value(figure), Double.NaN);
    }

    private void refuse(Kernel kernel, String why) {
        throw new CriaException(
                "device '" + device.name() + "' does not compute what the CPU does: " + kernel.text() + ": " + why
                        + ". There is nothing to tune; run 'cria doctor' with the same options to see where it goes wrong.");
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

    /** Adds up what a kernel takes in all its layers, in another shape and beside it as it is; or says why it is wrong there. */
    private Optional<String> against(
            Race.Timed now, Kernel kernel, DeviceShape shape, Map<DeviceShape, Race.Times> times) {
        try (Race.Timed other = timed(kernel, shape)) {
            Optional<String> failure = other.failure(past(kernel));
            if (failure.isEmpty()) {
                times.merge(shape, Race.between(now, other).times(kernel.layers()), Race.Times::plus);
            }
            return failure;
        }
    }

    private Optional<String> oddFailure(Kernel kernel, DeviceShape shape) {
        Settings settings = settings(shape, 1);
        TestCase odd = OddShape.of(kernel.operator(), program);
        try (Isolated isolated = bench(shape).isolate(odd.operator(), odd.program(), settings)) {
            return TestInputs.of(odd.operator(), odd.program().kv(), settings).stream()
                    .flatMap(input -> odd.failure(input, isolated, settings).stream())
                    .findFirst();
        }
    }

    /** From which past on it pays to split it: the shortest one where it does, as it does for all longer ones. */
    private Choice splitFrom() {
        int before = start.splitFrom();
        NavigableMap<Integer, Race.Times> byPast = new TreeMap<>();
        List<Kernel> concerned = concerned(Figure.SPLIT_FROM);
        for (Kernel whole : concerned) {
            for (Kernel split : concerned) {
                if (whole.operator().phase() == Phase.DECODE
                        && split.operator().phase() == Phase.LONG_DECODE
                        && split.operator().steps().equals(whole.operator().steps())) {
                    race(whole, split, byPast);
                }
            }
        }
        if (byPast.isEmpty()) {
            return new Choice(Figure.SPLIT_FROM, before, before, 1, Map.of());
        }
        int from = Math.max(before, 2 * byPast.lastKey()); // beyond what was measured
        for (Map.Entry<Integer, Race.Times> longer : byPast.descendingMap().entrySet()) {
            if (longer.getValue().speedUp() < WORTHWHILE) {
                break;
            }
            from = longer.getKey();
        }
        double speedUp = nanos(byPast, before) / nanos(byPast, from);
        if (speedUp < WORTHWHILE) {
            from = before;
            speedUp = 1;
        }
        best = best.with(Map.of(Figure.SPLIT_FROM, from));
        Map<Integer, Double> tried = new TreeMap<>();
        byPast.forEach((past, times) -> tried.put(past, times.speedUp()));
        return new Choice(Figure.SPLIT_FROM, before, from, speedUp, tried);
    }

    /** What attention takes over all pasts where those from some number on are split. */
    private static double nanos(Map<Integer, Race.Times> byPast, int from) {
        return byPast.entrySet().stream()
                .mapToDouble(entry -> entry.getKey() >= from
                        ? entry.getValue().other()
                        : entry.getValue().now())
                .sum();
    }

    private void race(Kernel whole, Kernel split, Map<Integer, Race.Times> byPast) {
        try (Race.Timed one = timed(whole, best);
                Race.Timed several = timed(split, best)) {
            for (int past : Figure.SPLIT_FROM.choices()) {
                if (past <= longest()) {
                    step();
                    one.failure(past - 1).ifPresent(why -> refuse(whole, why));
                    several.failure(past - 1).ifPresent(why -> refuse(split, why));
                    byPast.merge(past, Race.between(one, several).times(whole.layers()), Race.Times::plus);
                }
            }
        }
    }

    /** Positions of the longest past that is tried. */
    private int longest() {
        return Math.clamp(given.cells(), TestInputs.cells(1), LONG_PAST);
    }

    private int past(Kernel kernel) {
        return switch (kernel.operator().phase()) {
            case PREFILL -> 0;
            case DECODE -> Math.min(PAST, longest()) - 1;
            case LONG_DECODE -> longest() - 1;
        };
    }

    private Workbench bench(DeviceShape shape) {
        return device.shaped(shape).workbench().orElseThrow();
    }

    private Settings settings(DeviceShape shape, int cells) {
        int rows = Math.min(given.batchRows(), shape.batchRows());
        return new Settings(
                given.threads(), rows, given.keys(), given.values(), Math.max(cells, TestInputs.cells(rows)));
    }

    private Race.Timed timed(Kernel kernel, DeviceShape shape) {
        return new Race.Timed(
                bench(shape), kernel.operator(), program, settings(shape, kernel.attends() ? longest() : 1));
    }
}
