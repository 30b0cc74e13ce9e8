package org.cria.kernels.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;

/**
 * Checks a kernel as it is written: compiles, looks at its code, runs it in every case, and names the lines that are to blame.
 *
 * @param loader compiles
 * @param template writes what kernels begin as
 * @param backend that runs them, or watches
 */
public record KernelTrial(KernelLoader loader, KernelTemplate template, Backend backend) {
    /**
     * What a trial found.
     *
     * @param kernel compiled
     * @param faults what is wrong; empty where the kernel is right
     * @param cases in which it was run
     * @param nanos that all of it took
     */
    public record Verdict(LoadedKernel kernel, List<Fault> faults, int cases, long nanos) {
        public Verdict {
            faults = List.copyOf(faults);
        }

        /** Whether nothing is wrong. */
        public boolean isRight() {
            return faults.isEmpty();
        }
    }

    /**
     * Tries a kernel.
     *
     * @throws CriaException when the backend has no place for it
     */
    public Verdict run(LoadedKernel loaded, Progress progress) {
        long start = System.nanoTime();
        KernelFile file = loaded.file();
        List<Fault> faults = new ArrayList<>(KernelLint.of(loaded));
        faults.addAll(CodeFaults.of(loaded));
        CheckReport report = check(loaded, progress);
        report.faults().stream()
                .filter(each -> each.failure().hasPlace())
                .forEach(each -> faults.add(placed(each, file)));
        faults.addAll(byValues(loaded, report));
        return new Verdict(loaded, merged(faults), report.cases(), System.nanoTime() - start);
    }

    private CheckReport check(LoadedKernel loaded, Progress progress) {
        return KernelCheck.of(loaded.kernel(), backend, progress);
    }

    private static Fault placed(CaseFault fault, KernelFile file) {
        int line = fault.failure().line(file.name()).orElse(0);
        return new Fault(
                fault.failure().kind(), line, file.line(line), fault.failure().message() + " (" + fault.name() + ")");
    }

    /** Wrong values, of all formats together, at the lines without which they are right. */
    private List<Fault> byValues(LoadedKernel loaded, CheckReport report) {
        List<CaseFault> wrong = report.faults().stream()
                .filter(each -> !each.failure().hasPlace())
                .toList();
        if (wrong.isEmpty()) {
            return List.of();
        }
        Failure first = wrong.getFirst().failure();
        Set<String> formats =
                wrong.stream().map(CaseFault::format).collect(Collectors.toCollection(LinkedHashSet::new));
        String which = report.rightFormats().isEmpty()
                ? ""
                : " Wrong in " + String.join(", ", formats) + ", right in "
                        + report.rightFormats().stream().sorted().collect(Collectors.joining(", ")) + ".";
        String text = wrong.getFirst().name() + ": " + first.message() + "." + which;
        KernelFile file = loaded.file();
        List<Integer> lines = beginning(loaded)
                .map(beginning -> new Culprits(file, beginning)
                        .lines(other -> KernelCheck.passes(loader.load(other).kernel(), backend)))
                .orElse(List.of());
        return lines.isEmpty()
                ? List.of(new Fault(first.kind(), 0, "", text))
                : lines.stream()
                        .map(line -> new Fault(
                                first.kind(), line, file.line(line), text + " Without this change it is right."))
                        .toList();
    }

    /** The kernel in use in the same place, as a file; empty where this build has no sources. */
    private Optional<KernelFile> beginning(LoadedKernel loaded) {
        try {
            return Optional.of(template.write(loaded.socket(), loaded.file().className()));
        } catch (CriaException e) {
            return Optional.empty();
        }
    }

    /** Of the same kind at the same line, the first. */
    private static List<Fault> merged(List<Fault> faults) {
        Map<String, Fault> byPlace = new LinkedHashMap<>();
        faults.forEach(fault -> byPlace.putIfAbsent(fault.kind() + fault.line(), fault));
        return List.copyOf(byPlace.values());
    }
}
