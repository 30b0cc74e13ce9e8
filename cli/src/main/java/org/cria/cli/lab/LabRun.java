package org.cria.cli.lab;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.cria.kernels.lab.Socket;
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

    /** What there is to do in a place, whichever kernel does it. */
    private final Map<Socket, List<Work>> works = new HashMap<>();

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
     * Tries a kernel.
     *
     * @return without measurements
     * @throws org.cria.kernels.CriaException when it does not compile, or the device has no place for it
     */
    public Result check(KernelFile file, Progress progress) {
        KernelLoader loader = ProcessLoader.make();
        LoadedKernel loaded = loader.load(file);
        Backend backend =
                Backends.choose(anyDevice ? usual(loaded) : chosen(loaded).device());
        KernelTrial.Verdict verdict =
                new KernelTrial(loader, KernelTemplate.ofThisBuild(), backend).run(loaded, progress);
        return new Result(backend, verdict, List.of(), List.of());
    }

    /** The same with what the kernel has to do and, where times mean something, how fast it is; a wrong one is not measured. */
    public Result measure(Result checked) {
        if (!checked.verdict().isRight()) {
            return checked;
        }
        ModelOptions chosen = chosen(checked.verdict().kernel());
        Backend backend = checked.backend();
        return hasModel.getAsBoolean()
                ? ModelOperators.of(
                        model.get(),
                        chosen,
                        (program, settings) ->
                                measured(checked, new KernelSpeed(backend, settings), Optional.of(program)))
                : measured(checked, new KernelSpeed(backend, chosen.settings(0)), Optional.empty());
    }

    private ModelOptions chosen(LoadedKernel loaded) {
        return options.apply(usual(loaded));
    }

    /** Where a kernel runs while no device is named. */
    private static String usual(LoadedKernel loaded) {
        return loaded.socket().isOfDevices() ? emulator() : Backends.host().name();
    }

    private Result measured(Result checked, KernelSpeed speed, Optional<Program> program) {
        KernelTrial.Verdict verdict = checked.verdict();
        List<Work> works = this.works.computeIfAbsent(
                verdict.kernel().socket(),
                socket -> speed.works(verdict.kernel().kernel(), program));
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
