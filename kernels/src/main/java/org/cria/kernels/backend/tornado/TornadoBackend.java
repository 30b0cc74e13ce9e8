package org.cria.kernels.backend.tornado;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.Requirement;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.Devices;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.lower.DeviceKernel;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;
import org.cria.kernels.backend.tornado.workbench.TornadoWorkbench;
import org.cria.kernels.program.Program;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;

/** Runs programs on a device of TornadoVM's, when the JVM was started with its SDK. */
public final class TornadoBackend implements Tunable {
    private static final String SDK_MODULE = "tornado.runtime";

    private static final String REMEDY = "Install its SDK from https://www.tornadovm.org";

    private final String device;
    private final Optional<DeviceShape> tuned;
    private final KernelsByOperator kernels;

    /** On TornadoVM's default device. */
    public TornadoBackend() {
        this("0", Optional.empty(), KernelsByOperator.STANDARD);
    }

    private TornadoBackend(String device, Optional<DeviceShape> tuned, KernelsByOperator kernels) {
        this.device = device;
        this.tuned = tuned;
        this.kernels = kernels;
    }

    @Override
    public String name() {
        return "tornado";
    }

    @Override
    public String usage() {
        return "tornado[:BACKEND:DEVICE]";
    }

    @Override
    public Optional<Requirement> requirement() {
        return Optional.of(new Requirement("TornadoVM", isThere(), REMEDY));
    }

    @Override
    public Optional<String> obstacle(Program program, Settings settings) {
        return TornadoExecutable.obstacle(program, settings, name());
    }

    @Override
    public long memoryBytes() {
        if (!isThere()) {
            return Long.MAX_VALUE; // compiling says so
        }
        DeviceInfo info = Devices.find().choose(device).info();
        return info.kind() == DeviceInfo.Kind.CPU ? Long.MAX_VALUE : info.memoryBytes();
    }

    @Override
    public List<DeviceInfo> devices() {
        return isThere() ? Devices.find().infos() : List.of();
    }

    /** @param which a device's backend, its number, or both: {@code opencl:1} */
    @Override
    public TornadoBackend on(String which) {
        if (isThere()) {
            Devices.find().choose(which);
        }
        return new TornadoBackend(which, Optional.empty(), kernels);
    }

    @Override
    public DeviceInfo info() {
        return found().info();
    }

    @Override
    public String identity() {
        return TornadoWorkbench.identity(equipment());
    }

    private DeviceShape shape() {
        return tuned.orElseGet(() -> DeviceShape.of(info()));
    }

    /** Without recorded graphs. */
    @Override
    public Optional<Backend> cautious() {
        return isThere() && shape().records()
                ? Optional.of(new TornadoBackend(device, Optional.of(shape().recording(false)), kernels))
                : Optional.empty();
    }

    @Override
    public Figures figures() {
        return shape().figures();
    }

    @Override
    public Figures defaults() {
        return DeviceShape.of(info()).figures();
    }

    @Override
    public TornadoBackend with(Figures figures) {
        return new TornadoBackend(device, Optional.of(shape().with(figures)), kernels);
    }

    @Override
    public List<Integer> candidates(Figure figure, Settings settings) {
        return shape().candidates(figure, info(), settings);
    }

    /** The same backend with kernels of which some are a run's own. */
    public TornadoBackend with(KernelsByOperator own) {
        return new TornadoBackend(device, tuned, own);
    }

    @Override
    public Optional<Backend> withKernel(OwnKernel kernel) {
        return kernel instanceof DeviceKernel<?> own ? Optional.of(with(kernels.replacing(own))) : Optional.empty();
    }

    @Override
    public Executable compile(Program program, Settings settings) {
        return new TornadoExecutable(program, settings, equipment());
    }

    @Override
    public Optional<Workbench> workbench() {
        return Optional.of(new TornadoWorkbench(equipment()));
    }

    private Equipment equipment() {
        return new Equipment(new SdkTarget(found()), shape(), kernels);
    }

    private Devices.FoundDevice found() {
        if (!isThere()) {
            throw new CriaException(Explanation.of(
                    "device 'tornado' needs TornadoVM 5.2 or newer, and the JVM was started without it. " + REMEDY
                            + ", or choose ",
                    Control.DEVICE.to("cpu"),
                    "."));
        }
        return Devices.find().choose(device);
    }

    /** Whether TornadoVM is in this JVM: its emulator has the same classes, but not this module. */
    static boolean isThere() {
        return ModuleLayer.boot().findModule(SDK_MODULE).isPresent();
    }

    @Override
    public boolean needsSelfTest() {
        return true;
    }

    private record SdkTarget(Devices.FoundDevice found) implements Target {
        @Override
        public String identity() {
            DeviceInfo info = found.info();
            return info.name() + ": " + info.deviceName() + ", " + info.platform() + " " + info.driver()
                    + "; TornadoVM "
                    + ModuleLayer.boot()
                            .findModule(SDK_MODULE)
                            .flatMap(module -> module.getDescriptor().rawVersion())
                            .orElse("of no version");
        }

        @Override
        public TornadoExecutionPlan plan(Supplier<TornadoExecutionPlan> making) {
            return making.get().withDevice(found.device());
        }

        @Override
        public void writes(String task, List<Object> arrays) {
            // A device takes the kernel's word for it.
        }

        @Override
        public String name() {
            return "tornado";
        }

        @Override
        public String description() {
            return found.info().name() + ": " + found.info().deviceName();
        }
    }
}
