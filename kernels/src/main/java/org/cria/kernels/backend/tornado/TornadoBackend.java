package org.cria.kernels.backend.tornado;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** Runs programs on the default device of TornadoVM's SDK, when the JVM was started with it. */
public final class TornadoBackend implements Backend {
    @Override
    public String name() {
        return "tornado";
    }

    @Override
    public Optional<String> obstacle(Program program, Settings settings) {
        return TornadoExecutable.obstacle(program, settings, name());
    }

    @Override
    public Executable compile(Program program, Settings settings) {
        if (!isThere()) {
            throw new CriaException(
                    "device 'tornado' needs TornadoVM 5.2 or newer, and the JVM was started without it. "
                            + "Install its SDK from https://www.tornadovm.org, or choose --device cpu.");
        }
        TornadoDevice device = TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();
        DeviceShape shape = device.getDeviceType() == TornadoDeviceType.CPU ? DeviceShape.cpu() : DeviceShape.gpu();
        return new TornadoExecutable(program, settings, shape, new Sdk(device.getDescription()));
    }

    /** Whether TornadoVM is in this JVM: its emulator has the same classes, but not this module. */
    public static boolean isThere() {
        return ModuleLayer.boot().findModule("tornado.runtime").isPresent();
    }

    private record Sdk(String device) implements Runtime {
        @Override
        public TornadoExecutionPlan plan(Supplier<TornadoExecutionPlan> making) {
            return making.get();
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
            return "tornado: " + device.strip();
        }
    }
}
