package org.cria.model.check.tuning;

import java.util.List;
import java.util.Optional;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.program.Program;
import org.cria.model.check.selftest.Untested;

/** A device that computes wrongly in all sizes but its default ones. */
record Fussy(Figures figures) implements Tunable {
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
    public Figures defaults() {
        return new EmulatorBackend().defaults();
    }

    @Override
    public Tunable with(Figures others) {
        return new Fussy(others);
    }

    @Override
    public List<Integer> candidates(Figure figure, Settings settings) {
        return figure.choices();
    }

    @Override
    public boolean needsSelfTest() {
        return true;
    }

    @Override
    public Optional<Workbench> workbench() {
        return Optional.of(new Untested("fussy " + figures, operator -> !figures.equals(defaults())));
    }

    @Override
    public Executable compile(Program program, Settings settings) {
        return new EmulatorBackend().compile(program, settings);
    }
}
