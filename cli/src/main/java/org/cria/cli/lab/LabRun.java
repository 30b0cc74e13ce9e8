package org.cria.cli.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.lab.KernelFile;
import org.cria.kernels.lab.KernelLoader;
import org.cria.kernels.lab.KernelSpeed;
import org.cria.kernels.lab.KernelTemplate;
import org.cria.kernels.lab.KernelTrial;
import org.cria.kernels.lab.LoadedKernel;
import org.cria.kernels.lab.Measurement;
import org.cria.kernels.lab.Work;
import org.cria.kernels.program.Program;
import org.cria.model.ModelOptions;
import org.cria.model.lab.ModelOperators;
import org.jspecify.annotations.Nullable;

/** Checks kernels and measures them where the command line says. What the machine can do is measured once. */
public final class LabRun {
    private final boolean anyDevice;
    private final Function<String, ModelOptions> options;
    private final BooleanSupplier hasModel;
    private final Supplier<Path> model;
    private Measurement.@Nullable Ceiling ceiling;

    /**
     * What was found.
     *
     * @param backend on which it ran
     * @param verdict of the check
     * @param works what the kernel has to do
     * @param measurements beside the kernel in use; empty where its times mean nothing
     */
    public record Result(
            Backend backend, KernelTrial.Verdict verdict, List<Work> works, List<Measurement> measurements) {
        public Result {
            works = List.copyOf(works);
            measurements = List.copyOf(measurements);
        }
    }

    /**
     * For runs that have the same options.
     *
     * @param anyDevice whether the user leaves the device to us
     * @param options on a device of this name, unless the user named another
     * @param hasModel whether the user named a model, whose operators are measured
     * @param model its file
     */
    public LabRun(
            boolean anyDevice, Function<String, ModelOptions> options, BooleanSupplier hasModel, Supplier<Path> model) {
        this.anyDevice = anyDevice;
        this.options = options;
        this.hasModel = hasModel;
        this.model = model;
    }

    /**
     * Tries a kernel, and measures it if it is right.
     *
     * @throws org.cria.kernels.CriaException when it does not compile, or the device has no place for it
     */
    public Result of(KernelFile file, boolean measures, Progress progress) {
        KernelLoader loader = ProcessLoader.make();
        LoadedKernel loaded = loader.load(file);
        String device =
                loaded.socket().isOfDevices() ? emulator() : Backends.host().name();
        ModelOptions chosen = options.apply(device);
        Backend backend = Backends.choose(anyDevice ? device : chosen.device());
        KernelTrial.Verdict verdict =
                new KernelTrial(loader, KernelTemplate.ofThisBuild(), backend).run(loaded, progress);
        if (!measures || !verdict.isRight()) {
            return new Result(backend, verdict, List.of(), List.of());
        }
        return hasModel.getAsBoolean()
                ? ModelOperators.of(
                        model.get(),
                        chosen,
                        (program, settings) ->
                                measured(verdict, new KernelSpeed(backend, settings), Optional.of(program)))
                : measured(verdict, new KernelSpeed(backend, chosen.settings(0)), Optional.empty());
    }

    private Result measured(KernelTrial.Verdict verdict, KernelSpeed speed, Optional<Program> program) {
        List<Work> works = speed.works(verdict.kernel().kernel(), program);
        if (speed.backend().role() == Backend.Role.EMULATOR) {
            return new Result(speed.backend(), verdict, works, List.of());
        }
        if (ceiling == null) {
            ceiling = speed.ceiling();
        }
        return new Result(
                speed.backend(), verdict, works, speed.measure(verdict.kernel().kernel(), program, ceiling));
    }

    /** Where kernels of devices run while no device is named. */
    private static String emulator() {
        return Backends.all().stream()
                .filter(backend -> backend.role() == Backend.Role.EMULATOR)
                .map(Backend::name)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no backend is an emulator"));
    }
}
