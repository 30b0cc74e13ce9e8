package org.cria.kernels.check.tune;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.check.compare.OddShape;
import org.cria.kernels.check.compare.Signature;
import org.cria.kernels.check.compare.TestCase;
import org.cria.kernels.check.compare.TestInputs;
import org.cria.kernels.program.Program;

/**
 * A program's kernels on a device with any figures: compiled, compared with the CPU, ready to be timed.
 *
 * @param given settings of the program's run
 */
record KernelBench(Tunable device, Program program, Settings given) {
    /** Positions behind a new token, in most conversations and in long ones. */
    private static final int PAST = 512;

    private static final int LONG_PAST = 4096;

    /** What the program needs, each kernel once. */
    List<Kernel> kernels(Figures figures) {
        Map<String, Kernel> byText = new LinkedHashMap<>();
        Workbench bench = bench(figures);
        for (Operator operator : bench.operators(program, settings(bench, 1))) {
            String text = Signature.text(operator, program.kv(), given);
            byText.merge(
                    text,
                    new Kernel(text, operator, operator.layers().size()),
                    (a, b) -> new Kernel(text, a.operator(), a.layers() + b.layers()));
        }
        return List.copyOf(byText.values());
    }

    /** A kernel compiled by itself; to be closed. */
    Race.Timed timed(Kernel kernel, Figures figures) {
        Workbench bench = bench(figures);
        return new Race.Timed(bench, kernel.operator(), program, settings(bench, kernel.attends() ? longestPast() : 1));
    }

    /** The number of positions before the one that a kernel is timed at. */
    int past(Kernel kernel) {
        return switch (kernel.operator().phase()) {
            case PREFILL -> 0;
            case DECODE, JOINT_DECODE -> Math.min(PAST, longestPast()) - 1;
            case LONG_DECODE -> longestPast() - 1;
        };
    }

    /** Positions of the longest past that is tried. */
    int longestPast() {
        return Math.clamp(given.cells(), TestInputs.cells(1), LONG_PAST);
    }

    /** What is wrong with a kernel in small and odd shapes. */
    Optional<String> oddFailure(Kernel kernel, Figures figures) {
        Workbench bench = bench(figures);
        Settings settings = settings(bench, 1);
        TestCase odd = OddShape.of(kernel.operator(), program, settings);
        try (Isolated isolated = bench.isolate(odd.operator(), odd.program(), settings)) {
            return TestInputs.of(odd.operator(), odd.program().kv(), settings).stream()
                    .flatMap(input -> odd.failure(input, isolated, settings).stream())
                    .findFirst();
        }
    }

    /**
     * Requires that a kernel is right with the figures that the device has.
     *
     * @param now that kernel, compiled with them
     * @throws CriaException when it is not
     */
    void require(Race.Timed now, Kernel kernel, int past) {
        now.failure(past).ifPresent(why -> {
            throw new CriaException(Explanation.of(
                    "device '" + device.name() + "' does not compute what the CPU does: " + kernel.text() + ": " + why
                            + ". There is nothing to tune; run ",
                    Control.DOCTOR.named(),
                    " with the same options to see where it goes wrong."));
        });
    }

    private Workbench bench(Figures figures) {
        return device.with(figures).workbench().orElseThrow();
    }

    private Settings settings(Workbench bench, int cells) {
        int rows = Math.min(given.batchRows(), bench.batchRows());
        return new Settings(
                given.threads(), rows, given.keys(), given.values(), Math.max(cells, TestInputs.cells(rows)));
    }
}
