package org.cria.kernels.backend.cpu;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.program.Program;

/** Runs programs on the CPU's cores. */
public final class CpuBackend implements Backend {
    private final RowsByFormat rows;

    public CpuBackend() {
        this(RowsByFormat.STANDARD);
    }

    private CpuBackend(RowsByFormat rows) {
        this.rows = rows;
    }

    /** The same backend with row kernels of which some are a run's own. */
    public CpuBackend with(RowsByFormat own) {
        return new CpuBackend(own);
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
        return new CpuExecutable(program, settings, arithmetic());
    }

    /** Compiles for the plain Java loops even where the Vector API is there: the reference that tests compare with. */
    Executable compilePlain(Program program, Settings settings) {
        return new CpuExecutable(program, settings, new PlainArithmetic("asked for", rows));
    }

    private Arithmetic arithmetic() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new PlainArithmetic(
                    "several times slower: the JVM was started without --add-modules jdk.incubator.vector; add it",
                    rows);
        }
        return new VectorArithmetic(rows);
    }
}
