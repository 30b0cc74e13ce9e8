package org.cria.kernels.backend.cpu;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.InputSquares;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.backend.cpu.rows.RowsKernel;
import org.cria.kernels.backend.cpu.rows.ScalarLanes;
import org.cria.kernels.program.Program;
import org.jspecify.annotations.Nullable;

/** Runs programs on the CPU's cores. */
public final class CpuBackend implements Backend {
    private static final Explanation NO_VECTOR_API = Explanation.of(
            "the CPU computes in plain Java loops, several times slower than with vector instructions: this JVM was started"
                    + " without the Vector API. Start it with --add-modules jdk.incubator.vector.");

    private final RowsByFormat rows;
    private final @Nullable ByteKernels own;
    private final Optional<InputSquares> inputs;

    public CpuBackend() {
        this(RowsByFormat.STANDARD, null, Optional.empty());
    }

    private CpuBackend(RowsByFormat rows, @Nullable ByteKernels own, Optional<InputSquares> inputs) {
        this.rows = rows;
        this.own = own;
        this.inputs = inputs;
    }

    /** The same backend with row kernels of which some are a run's own. */
    public CpuBackend with(RowsByFormat some) {
        return new CpuBackend(some, own, inputs);
    }

    /** The same backend with a run's own products of activations in 8 bits, which it has whatever the settings say. */
    public CpuBackend with(ByteKernels kernels) {
        return new CpuBackend(rows, kernels, inputs);
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public Role role() {
        return Role.HOST;
    }

    @Override
    public List<DeviceInfo> devices() {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return List.of(new DeviceInfo(
                "cpu",
                "cpu",
                description(CpuArithmetic.FASTEST),
                "JVM",
                DeviceInfo.Kind.CPU,
                Runtime.version().toString(),
                memory,
                memory,
                0,
                1,
                DeviceInfo.Fp16.NO,
                Runtime.getRuntime().availableProcessors()));
    }

    @Override
    public boolean slides() {
        return true;
    }

    private String description(CpuArithmetic cpu) {
        Products products = Products.of(cpu, MachineCode.of(cpu));
        return Stream.concat(
                        Stream.of(arithmetic(cpu.kernels()).description()),
                        Stream.of(products.description()).filter(each -> !each.isEmpty()))
                .collect(Collectors.joining("; "));
    }

    @Override
    public Executable compile(Program program, Settings settings) {
        return new CpuExecutable(program, settings, loops(program, settings), inputs);
    }

    @Override
    public Optional<Backend> withKernel(OwnKernel kernel) {
        return kernel instanceof RowsKernel mine
                ? Optional.of(with(rows.replacing(mine.format(), mine.rows())))
                : Optional.empty();
    }

    @Override
    public Optional<Backend> observing(InputSquares sums) {
        return Optional.of(new CpuBackend(rows, own, Optional.of(sums)));
    }

    /** The operators of this backend one at a time, a step each, as it runs them; for a laboratory, since a CPU is never compared. */
    public Workbench cpuWorkbench() {
        return new CpuWorkbench((program, settings) -> loops(program, settings).lasting());
    }

    private CpuLoops loops(Program program, Settings settings) {
        MachineCode code = MachineCode.of(settings.cpu(), program);
        Products products =
                (own == null ? Products.of(settings.cpu(), code) : Products.with(List.of(own))).beside(rows);
        return CpuLoops.assembled(program, settings, rows, code, products, hasVectors() ? ScalarLanes.COUNT : 0)
                .orElseGet(() -> loops(program, settings.cpu().kernels(), code, products));
    }

    private CpuLoops loops(Program program, CpuArithmetic.Kernels kernels, MachineCode code, Products products) {
        Arithmetic arithmetic = kernels == CpuArithmetic.Kernels.AUTO && hasVectors()
                ? EarlyArithmetic.of(program, rows)
                : arithmetic(kernels);
        return new CpuLoops(arithmetic, products, code.cells(arithmetic.lanes()), code.halves());
    }

    private Arithmetic arithmetic(CpuArithmetic.Kernels kernels) {
        if (kernels == CpuArithmetic.Kernels.PLAIN) {
            return new PlainArithmetic("asked for", List.of(), rows);
        }
        return hasVectors()
                ? new VectorArithmetic(rows)
                : new PlainArithmetic("no Vector API", List.of(NO_VECTOR_API), rows);
    }

    private static boolean hasVectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
