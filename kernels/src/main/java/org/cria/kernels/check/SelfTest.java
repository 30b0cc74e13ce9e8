package org.cria.kernels.check;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Program;

/**
 * Checks the kernels that a program needs: each of the device's operators, in the program's shapes and in odd ones, on seeded values
 * against the CPU, several times over with the same bits.
 */
public final class SelfTest {
    private static final int REPEATS = 3;

    private final Workbench bench;
    private final Settings settings;
    private final Map<String, Shaped> cases = new LinkedHashMap<>();

    /** @param given those of the program's run */
    public SelfTest(Workbench bench, Program program, Settings given) {
        this.bench = bench;
        int rows = Math.min(given.batchRows(), bench.batchRows());
        this.settings = new Settings(given.threads(), rows, given.keys(), given.values(), Trials.cells(rows));
        for (Operator operator : bench.operators(program, settings)) {
            Operator first = new Operator(
                    operator.use(),
                    operator.layers().subList(0, 1),
                    operator.at().subList(0, 1));
            add(OddShape.of(operator, program));
            add(new Shaped(first, program, false));
        }
    }

    private void add(Shaped shaped) {
        String text = Shapes.text(shaped.operator(), shaped.program().kv(), settings);
        cases.putIfAbsent(text + ", " + settings.batchRows() + " rows at a time", shaped);
    }

    /** What there is to check, each in words that say all that matters: what passed once with the same kernels passes again. */
    public List<String> cases() {
        return List.copyOf(cases.keySet());
    }

    /** Runs one of them; what is wrong, in a sentence, or nothing. */
    public Optional<String> failure(String name) {
        Shaped shaped = cases.get(name);
        if (shaped == null) {
            throw new IllegalArgumentException("no such case: " + name);
        }
        try (Isolated isolated = bench.isolate(shaped.operator(), shaped.program(), settings)) {
            List<Trials.Trial> trials =
                    Trials.of(shaped.operator(), shaped.program().kv(), settings);
            // In a model's own shapes a run takes long; what few rows show, odd shapes have shown.
            List<Trials.Trial> chosen = shaped.odd() ? trials : List.of(trials.getLast());
            return chosen.stream()
                    .flatMap(trial -> failure(shaped, settings, isolated, trial).stream())
                    .findFirst();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return Optional.of("it does not run: " + e);
        }
    }

    /** What is wrong with an operator on some values, which it is run on several times. */
    static Optional<String> failure(Shaped shaped, Settings settings, Isolated isolated, Trials.Trial trial) {
        int layer = shaped.operator().layers().size() - 1;
        Values found = isolated.run(layer, trial.batch(), trial.before());
        Values expected = new Reference(shaped.program().kv(), settings)
                .run(
                        shaped.operator().layers().get(layer),
                        trial.batch(),
                        trial.before(),
                        List.copyOf(found.buffers().keySet()));
        Difference worst =
                Difference.worst(shaped.operator().steps(), shaped.program().kv(), settings, expected, found);
        if (!worst.isFine()) {
            return Optional.of(worst.text());
        }
        for (int again = 1; again < REPEATS; again++) {
            Optional<String> other = unequal(found, isolated.run(layer, trial.batch(), trial.before()));
            if (other.isPresent()) {
                return Optional.of("run " + (again + 1) + " differs from run 1 in " + other.get() + ": a race");
            }
        }
        return Optional.empty();
    }

    /** What differs in any bit. */
    static Optional<String> unequal(Values a, Values b) {
        for (Buffer buffer : a.buffers().keySet()) {
            if (!Arrays.equals(a.of(buffer), b.of(buffer))) {
                return Optional.of("buffer '" + buffer.name() + "'");
            }
        }
        return Arrays.equals(a.cache(), b.cache()) ? Optional.empty() : Optional.of("the cache");
    }
}
