package org.cria.kernels.lab;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
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
    private static final int MOST_EMULATORS = 4;

    private final OwnKernel kernel;
    private final Socket socket;
    private final Backend backend;
    private final Workbench bench;
    private final Map<String, Case> cases = new LinkedHashMap<>();

    /** An operator to check, in a format. */
    private record Case(TestCase test, Settings settings, Format format) {}

    private KernelCheck(OwnKernel kernel, Backend backend, Arena arena) {
        this.kernel = kernel;
        this.socket = Sockets.of(kernel);
        this.backend = backend;
        this.bench = Laboratory.bench(kernel, backend);
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
                    TestCase test = OddShape.of(operator, program, settings);
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
     * @param backend that has a place for it
     * @return what was found
     * @throws org.cria.kernels.CriaException when the backend has no place for it
     */
    public static CheckReport of(OwnKernel kernel, Backend backend, Progress progress) {
        return of(kernel, backend, progress, Failure::hasPlace); // it would be found in every format again
    }

    /** Whether nothing is wrong, for those who need no more: ends at the first failure. */
    static boolean passes(OwnKernel kernel, Backend backend) {
        return of(kernel, backend, Progress.NONE, failure -> true).isRight();
    }

    private static CheckReport of(OwnKernel kernel, Backend backend, Progress progress, Predicate<Failure> last) {
        long start = System.nanoTime();
        try (Arena arena = Arena.ofShared()) {
            KernelCheck check = new KernelCheck(kernel, backend, arena);
            List<CaseFault> faults = check.run(progress, last);
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

    private List<CaseFault> run(Progress progress, Predicate<Failure> last) {
        List<CaseFault> faults = new ArrayList<>();
        if (kernel instanceof RowsKernel rows) {
            RowsContract.failures(rows)
                    .forEach(failure ->
                            faults.add(new CaseFault("rows", rows.format().name(), failure)));
        }
        List<Map.Entry<String, Case>> all = List.copyOf(cases.entrySet());
        List<List<Failure>> found = new InTurns<Workbench, List<Failure>>(
                        all.size(),
                        (bench, number) -> failures(all.get(number).getValue(), bench),
                        failures -> failures.stream().anyMatch(last))
                .on(benches(), progress);
        for (int i = 0; i < found.size(); i++) {
            Map.Entry<String, Case> each = all.get(i);
            found.get(i)
                    .forEach(failure -> faults.add(
                            new CaseFault(each.getKey(), each.getValue().format.name(), failure)));
        }
        return faults;
    }

    /** As many as can work side by side: an emulator is for one thread, and a device is one. */
    private List<Workbench> benches() {
        boolean isEmulator = backend.role() == Backend.Role.EMULATOR;
        int count = isEmulator ? Math.min(MOST_EMULATORS, Runtime.getRuntime().availableProcessors()) : 1;
        return Stream.generate(() -> Laboratory.bench(kernel, backend))
                .limit(count)
                .toList();
    }

    private static List<Failure> failures(Case each, Workbench bench) {
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
