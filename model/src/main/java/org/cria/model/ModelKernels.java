package org.cria.model;

import java.util.Optional;
import java.util.function.Function;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.Swappable;
import org.cria.model.forward.Engine;

/** The kernels that a model runs on: those of its devices, or one of a user's own in the place of one of these. */
public final class ModelKernels {
    private final Function<Optional<OwnKernel>, Executable> compiling;
    private final Function<Executable, Engine> engines;
    private final Swappable executable;
    private final Engine engine;

    /**
     * Begins with those of the devices.
     *
     * @param compiling the model with a kernel, or without
     * @param engines makes an engine of what was compiled
     */
    ModelKernels(Function<Optional<OwnKernel>, Executable> compiling, Function<Executable, Engine> engines) {
        this.compiling = compiling;
        this.engines = engines;
        this.executable = new Swappable(() -> compiling.apply(Optional.empty()));
        this.engine = engines.apply(executable);
    }

    Executable executable() {
        return executable;
    }

    Engine engine() {
        return engine;
    }

    /**
     * Runs on a kernel of a user's own from the next token on.
     *
     * @param remark on it, for receipts; empty where there is nothing to remark
     * @throws CriaException when the model's devices have no place for it
     */
    public void use(OwnKernel kernel, String remark) {
        String name = kernel.name() + " for " + kernel.place() + (remark.isEmpty() ? "" : " (" + remark + ")");
        engine.change(() -> executable.swap(() -> compiling.apply(Optional.of(kernel)), name), false);
    }

    /** Runs on the devices' kernels again. */
    public void useStandard() {
        if (own().isPresent()) {
            engine.change(() -> executable.swap(() -> compiling.apply(Optional.empty()), ""), true);
        }
    }

    /** The kernel of a user's own that runs, with what was remarked on it; empty where none does. */
    public Optional<String> own() {
        return Optional.of(executable.kernels()).filter(name -> !name.isEmpty());
    }

    /**
     * The same model once more, with a cache of its own, to compare kernels; closed by the caller, before the model.
     *
     * @param kernel of a user's own; empty for the devices'
     */
    public Engine apart(Optional<OwnKernel> kernel) {
        return engines.apply(compiling.apply(kernel));
    }
}
