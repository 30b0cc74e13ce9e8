package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/**
 * The CPU's operators one at a time: every step is one.
 *
 * @param loops that run a program
 */
record CpuWorkbench(BiFunction<Program, Settings, CpuLoops> loops) implements Workbench {
    /** Prompts are read in batches of at most so many tokens by default. */
    private static final int BATCH_ROWS = 128;

    /** More than caches hold. */
    private static final long LARGE = 64L << 20;

    @Override
    public List<Operator> operators(Program program, Settings settings) {
        List<Operator> operators = new ArrayList<>();
        for (Phase phase : List.of(Phase.PREFILL, Phase.DECODE)) {
            Map<String, List<Integer>> alike = new LinkedHashMap<>();
            List<Step> steps = program.steps();
            for (int at = 0; at < steps.size(); at++) {
                Step step = steps.get(at);
                String which = step.name() + " " + step.shape(program.kv()) + step.reads() + step.writes();
                alike.computeIfAbsent(which, each -> new ArrayList<>()).add(at);
            }
            alike.values()
                    .forEach(at -> operators.add(new Operator(
                            phase, at.stream().map(i -> List.of(steps.get(i))).toList(), at)));
        }
        return operators;
    }

    @Override
    public Isolated isolate(Operator operator, Program program, Settings settings) {
        return new CpuIsolated(operator, program, settings, loops.apply(program, settings));
    }

    @Override
    public int batchRows() {
        return BATCH_ROWS;
    }

    @Override
    public String identity() {
        return "cpu";
    }

    @Override
    public double bandwidth(long bytes) {
        return MemoryBandwidth.measure(Runtime.getRuntime().availableProcessors(), Math.max(bytes, LARGE));
    }

    /** A call of a method. */
    @Override
    public double launchNanos() {
        return 0;
    }
}
