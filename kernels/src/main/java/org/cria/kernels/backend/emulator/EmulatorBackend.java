package org.cria.kernels.backend.emulator;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cria.emulator.Emulator;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.tornado.TornadoExecutable;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.lower.DeviceKernel;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;
import org.cria.kernels.backend.tornado.workbench.TornadoWorkbench;
import org.cria.kernels.program.Program;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;

/** Runs programs through the GPU kernels on the emulator, every access watched. */
public final class EmulatorBackend implements Tunable {
    private final DeviceShape shape;
    private final KernelsByOperator kernels;

    public EmulatorBackend() {
        this(DeviceShape.cpu(), KernelsByOperator.STANDARD);
    }

    private EmulatorBackend(DeviceShape shape, KernelsByOperator kernels) {
        this.shape = shape;
        this.kernels = kernels;
    }

    @Override
    public String name() {
        return "emulator";
    }

    @Override
    public Role role() {
        return Role.EMULATOR;
    }

    @Override
    public Optional<String> obstacle(Program program, Settings settings) {
        return TornadoExecutable.obstacle(program, settings, name());
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(info());
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(
                "emulator",
                "emulator",
                "GPU kernels on the JVM, every access checked",
                "JVM",
                DeviceInfo.Kind.CPU,
                Runtime.version().toString(),
                Runtime.getRuntime().maxMemory(),
                Integer.MAX_VALUE,
                48 * 1024,
                1024,
                DeviceInfo.Fp16.YES,
                1);
    }

    @Override
    public String identity() {
        checkIsThere();
        return TornadoWorkbench.identity(equipment());
    }

    @Override
    public Figures figures() {
        return shape.figures();
    }

    @Override
    public Figures defaults() {
        return DeviceShape.of(info()).figures();
    }

    @Override
    public EmulatorBackend with(Figures figures) {
        return new EmulatorBackend(shape.with(figures), kernels);
    }

    @Override
    public List<Integer> candidates(Figure figure, Settings settings) {
        return shape.candidates(figure, info(), settings);
    }

    /** The same backend with kernels of which some are a run's own. */
    public EmulatorBackend with(KernelsByOperator own) {
        return new EmulatorBackend(shape, own);
    }

    @Override
    public Optional<Backend> withKernel(OwnKernel kernel) {
        return kernel instanceof DeviceKernel<?> own ? Optional.of(with(kernels.replacing(own))) : Optional.empty();
    }

    @Override
    public Executable compile(Program program, Settings settings) {
        checkIsThere();
        return new TornadoExecutable(program, settings, equipment());
    }

    /** Compiles for an emulator of the caller's, whose report tells what was done. */
    public static Executable compile(Program program, Settings settings, DeviceShape shape, Emulator emulator) {
        return new TornadoExecutable(program, settings, new Equipment(target(emulator), shape));
    }

    /** What stands behind the kernels on an emulator. */
    public static Target target(Emulator emulator) {
        return new EmulatorTarget(emulator);
    }

    @Override
    public Optional<Workbench> workbench() {
        checkIsThere();
        return Optional.of(new TornadoWorkbench(equipment()));
    }

    private Equipment equipment() {
        return new Equipment(target(new Emulator()), shape, kernels);
    }

    private static void checkIsThere() {
        try {
            Class.forName("org.cria.emulator.Emulator", false, EmulatorBackend.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new CriaException(
                    "device 'emulator' cannot run beside TornadoVM's SDK: they share their classes. "
                            + "Start without the SDK, or choose another device.",
                    e);
        }
    }

    private record EmulatorTarget(Emulator emulator) implements Target {
        @Override
        public TornadoExecutionPlan plan(Supplier<TornadoExecutionPlan> making) {
            return emulator.call(making::get);
        }

        @Override
        public void writes(String task, List<Object> arrays) {
            emulator.declareOutputs(task, arrays.toArray());
        }

        @Override
        public String name() {
            return "emulator";
        }

        @Override
        public String description() {
            return "emulator: GPU kernels on the JVM, "
                    + (emulator.settings().watching() ? "every access watched" : "unwatched");
        }
    }
}
