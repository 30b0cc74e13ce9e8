package org.cria.kernels.backend.cpu;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.program.Program;
import org.jspecify.annotations.Nullable;

/** Runs programs on the CPU's cores. */
public final class CpuBackend implements Backend {
    private static final Explanation NO_VECTOR_API = Explanation.of(
            "the CPU computes in plain Java loops, several times slower than with vector instructions: this JVM was started"
                    + " without the Vector API. Start it with --add-modules jdk.incubator.vector.");

    private final RowsByFormat rows;
    private final @Nullable ByteKernels bytes;

    /** Activations stay in f32. */
    public CpuBackend() {
        this(RowsByFormat.STANDARD, null);
    }

    private CpuBackend(RowsByFormat rows, @Nullable ByteKernels bytes) {
        this.rows = rows;
        this.bytes = bytes;
    }

    /** The same backend with row kernels of which some are a run's own. */
    public CpuBackend with(RowsByFormat own) {
        return new CpuBackend(own, bytes);
    }

    /** The same backend with activations of quantised weights rounded to 8 bits, in the formats that the kernels have. */
    public CpuBackend with(ByteKernels kernels) {
        return new CpuBackend(rows, kernels);
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
                arithmetic().description(),
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
    public Executable compile(Program program, Settings settings) {
        return new CpuExecutable(program, settings, arithmetic(), bytes);
    }

    /** Compiles for the plain Java loops even where the Vector API is there: the reference that tests compare with. */
    Executable compilePlain(Program program, Settings settings) {
        return new CpuExecutable(program, settings, new PlainArithmetic("asked for", List.of(), rows), bytes);
    }

    private Arithmetic arithmetic() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new PlainArithmetic("no Vector API", List.of(NO_VECTOR_API), rows);
        }
        return new VectorArithmetic(rows);
    }
}
