package org.cria.kernels.lab;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.cpu.rows.RowsKernel;
import org.cria.kernels.check.compare.OddShape;
import org.cria.kernels.check.compare.Signature;
import org.cria.kernels.check.compare.TestCase;
import org.cria.kernels.check.compare.TestInput;
import org.cria.kernels.check.compare.TestInputs;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;

/**
 * Whether a kernel is right: its operator in every format, in small and odd shapes, on seeded values against the CPU, several times over.
 * On an emulator each access is watched meanwhile.
 */
public final class KernelCheck {
    private static final int BATCH_ROWS = 7;
    private static final int THREADS = 1;

    private final OwnKernel kernel;
    private final Socket socket;
    private final Workbench bench;
    private final Map<String, Case> cases = new LinkedHashMap<>();

    /** An operator to check, in a format. */
    private record Case(TestCase test, Settings settings, Format format) {}

    /**
     * Of a kernel.
     *
     * @param bench of a backend that has it
     */
    private KernelCheck(OwnKernel kernel, Workbench bench, Arena arena) {
        this.kernel = kernel;
        this.socket = Sockets.of(kernel);
        this.bench = bench;
        for (Format format : socket.formats()) {
            int before = cases.size();
            for (SampleProgram.Kind kind : SampleProgram.Kind.values()) {
                // What families differ in shows in one format, and is the same in others.
                if (format.equals(socket.formats().getFirst()) || cases.size() == before) {
                    add(SampleProgram.of(format, kind, arena), format);
                }
            }
        }
    }

    private void add(Program program, Format format) {
        int rows = Math.min(BATCH_ROWS, bench.batchRows());
        boolean caches = socket.formats().size() == 1 && socket.isOfDevices();
        for (Format kept : caches ? List.of(Formats.F16, Formats.F32) : List.of(Formats.F16)) {
            Settings settings = new Settings(THREADS, rows, kept, kept, TestInputs.cells(rows));
            for (Operator operator : bench.operators(program, settings)) {
                if (socket.concerns(operator)) {
                    TestCase test = OddShape.of(operator, program);
                    cases.putIfAbsent(
                            Signature.text(test.operator(), test.program().kv(), settings),
                            new Case(test, settings, format));
                }
            }
        }
    }

    /**
     * Checks a kernel.
     *
     * @param bench of a backend that has it
     * @return what was found
     */
    public static CheckReport of(OwnKernel kernel, Workbench bench, Progress progress) {
        long start = System.nanoTime();
        try (Arena arena = Arena.ofShared()) {
            KernelCheck check = new KernelCheck(kernel, bench, arena);
            List<CaseFault> faults = check.run(progress);
            return new CheckReport(check.cases.size(), faults, check.rightFormats(faults), System.nanoTime() - start);
        }
    }

    /** Formats in which nothing is wrong. */
    private Set<String> rightFormats(List<CaseFault> faults) {
        Set<String> right = new TreeSet<>();
        cases.values().forEach(each -> right.add(each.format.name()));
        faults.forEach(fault -> right.remove(fault.format()));
        return right;
    }

    private List<CaseFault> run(Progress progress) {
        List<CaseFault> faults = new ArrayList<>();
        if (kernel instanceof RowsKernel rows) {
            RowsContract.failures(rows)
                    .forEach(failure ->
                            faults.add(new CaseFault("rows", rows.format().name(), failure)));
        }
        int done = 0;
        for (Map.Entry<String, Case> each : cases.entrySet()) {
            progress.require(done++, cases.size());
            List<Failure> failures = failures(each.getValue());
            failures.forEach(found -> faults.add(
                    new CaseFault(each.getKey(), each.getValue().format.name(), found)));
            if (failures.stream().anyMatch(Failure::hasPlace)) {
                break; // it would be found in every format again
            }
        }
        progress.require(cases.size(), cases.size());
        return faults;
    }

    private List<Failure> failures(Case each) {
        TestCase test = each.test;
        List<Failure> first = List.of(); // one with a place says more
        try (Isolated isolated = bench.isolate(test.operator(), test.program(), each.settings)) {
            for (TestInput input : TestInputs.of(test.operator(), test.program().kv(), each.settings)) {
                Optional<String> wrong = test.failure(input, isolated, each.settings);
                if (wrong.isPresent() && first.isEmpty()) {
                    first = List.of(Failure.ofValues(wrong.get(), input.batch().rows()));
                }
            }
            return first;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return Failure.of(e);
        }
    }
}
