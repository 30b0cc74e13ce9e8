package org.cria.model.check.tuning;

import java.util.List;
import java.util.Optional;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.Tunable;
import org.cria.kernels.program.Program;
import org.cria.model.check.selftest.Untested;

/** A device that computes wrongly in all sizes but its default ones. */
record Fussy(DeviceShape shape) implements Tunable {
    @Override
    public String name() {
        return "tornado";
    }

    @Override
    public DeviceInfo info() {
        return new EmulatorBackend().info();
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(info());
    }

    @Override
    public String identity() {
        return "fussy";
    }

    @Override
    public Tunable shaped(DeviceShape other) {
        return new Fussy(other);
    }

    @Override
    public boolean needsSelfTest() {
        return true;
    }

    @Override
    public Optional<Workbench> workbench() {
        return Optional.of(new Untested("fussy " + shape, operator -> !shape.equals(DeviceShape.cpu())));
    }

    @Override
    public Executable compile(Program program, Settings settings) {
        return new EmulatorBackend().compile(program, settings);
    }
}
