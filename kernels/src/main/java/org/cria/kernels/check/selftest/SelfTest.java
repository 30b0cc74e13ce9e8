package org.cria.kernels.check.selftest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.check.compare.OddShape;
import org.cria.kernels.check.compare.Signature;
import org.cria.kernels.check.compare.TestCase;
import org.cria.kernels.check.compare.TestInput;
import org.cria.kernels.check.compare.TestInputs;
import org.cria.kernels.program.Program;

/**
 * Checks the kernels that a program needs: each of the device's operators, in the program's shapes and in odd ones, on seeded values
 * against the CPU, several times over with the same bits.
 */
public final class SelfTest {
    private final Workbench bench;
    private final Settings settings;
    private final Map<String, TestCase> cases = new LinkedHashMap<>();

    /** @param given those of the program's run */
    public SelfTest(Workbench bench, Program program, Settings given) {
        this.bench = bench;
        int rows = Math.min(given.batchRows(), bench.batchRows());
        this.settings = new Settings(given.threads(), rows, given.keys(), given.values(), TestInputs.cells(rows))
                .withDecodedRows(given.decodedRows());
        for (Operator operator : bench.operators(program, settings)) {
            Operator first = new Operator(
                    operator.phase(),
                    operator.layers().subList(0, 1),
                    operator.at().subList(0, 1));
            add(OddShape.of(operator, program, settings));
            add(new TestCase(first, program, false));
        }
    }

    private void add(TestCase test) {
        String text = Signature.text(test.operator(), test.program().kv(), settings);
        cases.putIfAbsent(text + ", " + settings.batchRows() + " rows at a time", test);
    }

    /** What there is to check, each in words that say all that matters: what passed once with the same kernels passes again. */
    public List<String> cases() {
        return List.copyOf(cases.keySet());
    }

    /** Runs one of them; what is wrong, in a sentence, or nothing. */
    public Optional<String> failure(String name) {
        TestCase test = cases.get(name);
        if (test == null) {
            throw new IllegalArgumentException("no such case: " + name);
        }
        try (Isolated isolated = bench.isolate(test.operator(), test.program(), settings)) {
            List<TestInput> inputs =
                    TestInputs.of(test.operator(), test.program().kv(), settings);
            // In a model's own shapes a run takes long; what few rows show, odd shapes have shown.
            List<TestInput> chosen = test.odd() ? inputs : List.of(inputs.getLast());
            return chosen.stream()
                    .flatMap(input -> test.failure(input, isolated, settings).stream())
                    .findFirst();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return Optional.of("it does not run: " + e);
        }
    }
}
