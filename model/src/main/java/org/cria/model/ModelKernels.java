package org.cria.model;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.InputSquares;
import org.cria.kernels.backend.OwnKernel;
import org.cria.kernels.backend.Plan;
import org.cria.kernels.backend.Swappable;
import org.cria.model.forward.Engine;

/** The kernels that a model runs on: those of its devices, or one of a user's own in the place of one of these. */
public final class ModelKernels {
    private final Function<UnaryOperator<Plan>, Executable> compiling;
    private final Function<Executable, Engine> engines;
    private final Swappable executable;
    private final Engine engine;

    /**
     * Begins with those of the devices.
     *
     * @param compiling the model by a change of its plan
     * @param engines makes an engine of what was compiled
     */
    ModelKernels(Function<UnaryOperator<Plan>, Executable> compiling, Function<Executable, Engine> engines) {
        this.compiling = compiling;
        this.engines = engines;
        this.executable = new Swappable(() -> compiling.apply(plan -> plan));
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
        engine.change(() -> executable.swap(() -> compiling.apply(plan -> plan.with(kernel)), name), false);
    }

    /** Runs on the devices' kernels again. */
    public void useStandard() {
        if (own().isPresent()) {
            engine.change(() -> executable.swap(() -> compiling.apply(plan -> plan), ""), true);
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
        return engines.apply(compiling.apply(plan -> kernel.map(plan::with).orElse(plan)));
    }

    /**
     * The same model once more, with a cache of its own, adding to these sums what enters its products; closed by the caller, before the
     * model.
     *
     * @throws CriaException when one of the model's devices does not tell that
     */
    public Engine observing(InputSquares sums) {
        return engines.apply(compiling.apply(plan -> plan.observing(sums)));
    }
}
