package org.cria.kernels.check.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.check.compare.Difference;
import org.cria.kernels.check.compare.Signature;
import org.cria.kernels.program.Parts;
import org.cria.kernels.program.Program;

/**
 * Compares a device with the CPU operator by operator on a real prompt. Each operator gets what the CPU had there, so that an error
 * does not hide another behind it, and runs with the weights of all its layers in place, as it does in a pass.
 */
public final class Examination {
    private static final int RUNS = 3;

    private final Workbench bench;
    private final Program program;
    private final Settings settings;
    private final int[] prompt;
    private final Progress progress;
    private final List<Observation> observations = new ArrayList<>();

    /**
     * Of one program on one device.
     *
     * @param given those of the program's run
     * @param prompt tokens, at least one
     */
    public Examination(Workbench bench, Program program, Settings given, int[] prompt, Progress progress) {
        this.bench = bench;
        this.program = program;
        int rows = Math.min(given.batchRows(), bench.batchRows());
        this.settings = new Settings(given.threads(), rows, given.keys(), given.values(), prompt.length + 1);
        this.prompt = prompt.clone();
        this.progress = progress;
    }

    /**
     * Looks at every operator, in prompts and in decoding.
     *
     * @param layers of the program to look at
     * @return what was found, in the order in which the device runs it
     */
    public List<Observation> run(List<Integer> layers) {
        List<Operator> operators = bench.operators(program, settings);
        Trace trace = new Trace(program, settings);
        int done = 0;
        progress.require(done, operators.size());
        Batch part = part(0, Math.min(prompt.length, settings.batchRows()));
        float[] logits = trace.run(part);
        for (int from = part.rows(); from < prompt.length; from += settings.batchRows()) {
            part = part(from, Math.min(prompt.length, from + settings.batchRows()));
            logits = trace.run(part);
        }
        for (Operator operator : operators) {
            if (operator.phase() == Phase.PREFILL) {
                examine(operator, trace, part, layers);
                progress.require(++done, operators.size());
            }
        }
        int columns = program.logits().columns();
        Batch token = batch(Phase.DECODE, new int[] {best(logits, logits.length - columns, columns)}, prompt.length);
        trace.run(token);
        for (Operator operator : operators) {
            if (operator.phase() != Phase.PREFILL) {
                examine(operator, trace, token, layers);
                progress.require(++done, operators.size());
            }
        }
        observations.sort(Comparator.comparing(
                        (Observation observation) -> observation.operator().phase() != Phase.PREFILL)
                .thenComparingInt(Observation::at));
        return List.copyOf(observations);
    }

    private static int best(float[] logits, int from, int columns) {
        int best = 0;
        for (int i = 1; i < columns; i++) {
            if (logits[from + i] > logits[from + best]) {
                best = i;
            }
        }
        return best;
    }

    private Batch part(int from, int to) {
        return batch(Phase.PREFILL, Arrays.copyOfRange(prompt, from, to), from);
    }

    /** Cells backwards, for a kernel that takes a position for a cell must show. */
    private Batch batch(Phase phase, int[] tokens, int start) {
        int cells = settings.cells();
        boolean[] outputs = new boolean[tokens.length];
        Arrays.fill(outputs, true);
        return new Batch(
                phase,
                tokens,
                IntStream.range(start, start + tokens.length).toArray(),
                new int[tokens.length],
                outputs,
                List.of(IntStream.range(0, cells).map(i -> cells - 1 - i).toArray()));
    }

    private void examine(Operator operator, Trace trace, Batch batch, List<Integer> layers) {
        List<Integer> chosen = IntStream.range(0, operator.layers().size())
                .filter(i -> isChosen(operator.at().get(i), layers))
                .boxed()
                .toList();
        if (chosen.isEmpty()) {
            return;
        }
        String name = Signature.text(operator, program.kv(), settings);
        try (Isolated isolated = bench.isolate(operator, program, settings)) {
            for (int layer : chosen) {
                observations.add(observation(operator, layer, name, isolated, trace, batch));
            }
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            int layer = chosen.getFirst();
            observations.add(new Observation(
                    operator,
                    layer,
                    name,
                    place(operator.at().get(layer)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(String.valueOf(e)),
                    0,
                    0));
        }
    }

    private Observation observation(
            Operator operator, int layer, String name, Isolated isolated, Trace trace, Batch batch) {
        Values before = trace.before(operator, layer);
        Values found = isolated.run(layer, batch, before);
        Optional<String> unsteady = Optional.empty();
        for (int run = 1; run < RUNS && unsteady.isEmpty(); run++) {
            unsteady = Difference.inBits(found, isolated.run(layer, batch, before));
        }
        long nanos = IntStream.range(0, RUNS)
                .mapToLong(run -> isolated.again())
                .min()
                .orElseThrow();
        Values expected =
                trace.after(operator, layer, List.copyOf(found.buffers().keySet()));
        return new Observation(
                operator,
                layer,
                name,
                place(operator.at().get(layer)),
                Optional.of(Difference.worst(operator.steps(), program.kv(), settings, expected, found)),
                unsteady,
                Optional.empty(),
                nanos,
                isolated.launches());
    }

    private boolean isChosen(int step, List<Integer> layers) {
        int unit = unit(step);
        return unit == 0 || unit == Parts.units(program) - 1 || layers.contains(unit - 1);
    }

    private String place(int step) {
        int unit = unit(step);
        return unit == 0 ? "input" : unit == Parts.units(program) - 1 ? "output" : "layer " + (unit - 1);
    }

    /** Which unit of the program a step is in. */
    private int unit(int step) {
        int unit = 0;
        while (unit <= program.layers().size() && step >= program.start(unit)) {
            unit++;
        }
        return unit;
    }
}
