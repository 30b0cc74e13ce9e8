package org.cria.kernels.lab;

import java.io.PrintStream;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.cpu.rows.RowsKernel;

/** Checks a kernel from a program of one's own, the {@code main} of its file for instance. */
public final class Laboratory {
    private Laboratory() {}

    /**
     * Checks a kernel on the CPU, or on the emulator, and prints what was found.
     *
     * @return whether nothing is wrong
     */
    public static boolean check(OwnKernel kernel, PrintStream out) {
        Backend backend = kernel instanceof RowsKernel ? new CpuBackend() : Backends.choose("emulator");
        CheckReport report = KernelCheck.of(kernel, backend, Progress.NONE);
        report.faults()
                .forEach(fault -> out.println(fault.failure().kind() + " in " + fault.name() + ": "
                        + fault.failure().message()));
        out.println(
                report.isRight()
                        ? kernel.name() + " is right in " + report.cases() + " cases"
                        : kernel.name() + " is wrong");
        return report.isRight();
    }

    /**
     * The operators of a backend that has a kernel, one at a time.
     *
     * @throws CriaException when the backend has no place for it
     */
    public static Workbench bench(OwnKernel kernel, Backend backend) {
        return backend.withKernel(kernel)
                .flatMap(Laboratory::bench)
                .orElseThrow(() -> new CriaException("device '" + backend.name() + "' has no place for a kernel for '"
                        + kernel.place() + "'. Choose "
                        + (kernel instanceof RowsKernel ? "the CPU" : "a device or the emulator")
                        + "."));
    }

    /** The operators of a backend, one at a time; empty where it does not show them. */
    public static Optional<Workbench> bench(Backend backend) {
        return backend instanceof CpuBackend cpu ? Optional.of(cpu.cpuWorkbench()) : backend.workbench();
    }
}
