package org.cria.kernels.lab;

import java.lang.foreign.Arena;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.check.compare.Signature;
import org.cria.kernels.check.compare.TestInputs;
import org.cria.kernels.check.tune.Race;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/**
 * How fast a kernel is beside the one in use, in alternated runs.
 *
 * @param backend that runs both
 * @param settings of the run
 */
public record KernelSpeed(Backend backend, Settings settings) {
    /** Positions before a new token, as in a conversation. */
    private static final int PAST = 512;

    private static final int SIDE = 512;
    private static final long WARM_UP_NANOS = 300_000_000;
    private static final long BYTES = 256L << 20;

    /** What the machine was measured to do at most. */
    public Measurement.Ceiling ceiling() {
        Workbench bench = Laboratory.bench(backend).orElseThrow();
        return new Measurement.Ceiling(bench.bandwidth(BYTES), product(bench));
    }

    /** Operations per second of a product that caches hold. */
    private double product(Workbench bench) {
        try (Arena arena = Arena.ofShared()) {
            Buffer x = Buffer.ofTokens("x", SIDE);
            Buffer out = Buffer.ofTokens("out", SIDE);
            Step step = new Step.MatMul(new SampleWeights(1, arena).matrix(Formats.F32, "w", SIDE, SIDE), x, out);
            Program program = new Program(
                    List.of(),
                    List.of(List.of(step)),
                    List.of(),
                    Buffer.ofOutputs("logits", SIDE),
                    new KvShape(1, 1, SIDE));
            Operator operator = new Operator(Phase.PREFILL, program.layers(), List.of(0));
            try (Race.Timed timed = new Race.Timed(bench, operator, program, sized(bench, operator))) {
                var _ = timed.failure(0);
                double operations = 2.0 * SIDE * SIDE * sized(bench, operator).batchRows();
                return operations / timed.warmUp(2 * WARM_UP_NANOS) * 1e9;
            }
        }
    }

    /**
     * Measures a kernel on the operator of each phase that reads most.
     *
     * @param program of a model; empty for one in the sizes of a real model
     */
    public List<Measurement> measure(OwnKernel kernel, Optional<Program> program, Measurement.Ceiling ceiling) {
        Workbench used = Laboratory.bench(backend).orElseThrow();
        Workbench own = Laboratory.bench(kernel, backend);
        try (Arena arena = Arena.ofShared()) {
            Program shown = program.orElseGet(() -> sample(kernel, used, arena));
            return largest(kernel, shown, used).stream()
                    .map(operator -> measure(operator, shown, used, own, ceiling))
                    .toList();
        }
    }

    /** What the same operators have to do, without running them. */
    public List<Work> works(OwnKernel kernel, Optional<Program> program) {
        Workbench used = Laboratory.bench(backend).orElseThrow();
        try (Arena arena = Arena.ofShared()) {
            Program shown = program.orElseGet(() -> sample(kernel, used, arena));
            return largest(kernel, shown, used).stream()
                    .map(operator -> work(operator, shown, sized(used, operator), ""))
                    .toList();
        }
    }

    private Program sample(OwnKernel kernel, Workbench bench, Arena arena) {
        Format format = Sockets.of(kernel).formats().getFirst();
        return Stream.of(SampleProgram.Kind.values())
                .map(kind -> SampleProgram.large(format, kind, arena))
                .filter(program -> !largest(kernel, program, bench).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private List<Operator> largest(OwnKernel kernel, Program program, Workbench bench) {
        Map<Phase, Operator> largest = new LinkedHashMap<>();
        for (Operator operator : bench.operators(program, settings.withCells(cells()))) {
            if (Sockets.of(kernel).concerns(operator) && operator.phase() != Phase.LONG_DECODE) {
                largest.merge(operator.phase(), operator, (a, b) -> bytes(a) >= bytes(b) ? a : b);
            }
        }
        return largest.values().stream()
                .sorted(Comparator.comparing(Operator::phase).reversed())
                .toList();
    }

    private static long bytes(Operator operator) {
        return operator.steps().stream()
                .flatMap(step -> step.weights().stream())
                .mapToLong(weight -> weight.bytes())
                .sum();
    }

    private Measurement measure(
            Operator operator, Program program, Workbench used, Workbench own, Measurement.Ceiling ceiling) {
        Settings sized = sized(used, operator);
        int past = past(operator);
        try (Race.Timed now = new Race.Timed(used, operator, program, sized);
                Race.Timed other = new Race.Timed(own, operator, program, sized)) {
            var _ = now.failure(
                    past); // machine code rounds activations, so values differ: what matters is that both have some
            Optional<String> wrong = other.failure(past);
            now.warmUp(WARM_UP_NANOS);
            other.warmUp(WARM_UP_NANOS);
            Race.Times times = Race.between(now, other);
            Work work = work(operator, program, sized, wrong.isEmpty() ? "" : ", with wrong values");
            return new Measurement(work, times.other() * work.rows(), times.now() * work.rows(), ceiling);
        }
    }

    private static int past(Operator operator) {
        boolean attends = operator.steps().stream().anyMatch(Step.Attend.class::isInstance);
        return operator.phase() == Phase.PREFILL || !attends ? 0 : PAST - 1;
    }

    private static Work work(Operator operator, Program program, Settings sized, String remark) {
        int rows = operator.phase() == Phase.PREFILL ? sized.batchRows() : 1;
        return new Work(
                Signature.text(operator, program.kv(), sized) + remark,
                operator.phase(),
                operator.layers().size(),
                rows,
                Cost.of(operator.steps(), rows, past(operator), program.kv(), sized));
    }

    private static int cells() {
        return PAST + 2;
    }

    private Settings sized(Workbench bench, Operator operator) {
        int rows = Math.min(settings.batchRows(), bench.batchRows());
        int cells = Math.max(cells(), TestInputs.cells(operator.phase() == Phase.PREFILL ? rows : 1));
        return new Settings(
                settings.threads(),
                rows,
                settings.keys(),
                settings.values(),
                Math.max(cells, TestInputs.cells(rows)),
                settings.cpu());
    }
}
