package org.cria.cli.arguments;

import java.nio.file.Path;
import java.util.Optional;
import org.cria.cli.wording.Wording;
import org.cria.kernels.Count;
import org.cria.kernels.backend.Backends;
import org.cria.model.MemoryPlan;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say how a model is loaded, whichever it is. */
public final class LoadingArguments {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final MemoryArguments memory = new MemoryArguments();

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that compute. Default: one per core.")
    private int threads = ModelOptions.defaults().threads();

    @Mixin
    private final LoraArguments lora = new LoraArguments();

    @Mixin
    private final DeviceArguments device = new DeviceArguments();

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more on stderr: device, memory, and the stack trace of a failure.")
    private boolean verbose;

    public boolean verbose() {
        return verbose;
    }

    /** As {@code --device} has it. */
    public String device() {
        return device.name();
    }

    /** The most bytes that a file takes with so many sessions at a time. */
    public long plannedBytes(Path file, int sessions) {
        try (Gguf gguf = ModelFiles.open(file)) {
            return MemoryPlan.of(gguf, tweaked().withSessions(sessions)).totalBytes();
        }
    }

    public ModelOptions options() {
        return device.on(Usage.checked(spec, () -> tweaked().withThreads(threads)));
    }

    private ModelOptions tweaked() {
        return memory.options().withRewrite(lora.rewrite());
    }

    /** Whether the model is to have adapters. */
    public boolean hasAdapters() {
        return lora.areGiven();
    }

    /** The same on a device of this name, where the user leaves the choice; no device is looked for. */
    public ModelOptions optionsUnlessNamed(String name) {
        return device.name().equals(Backends.AUTO)
                ? device.onNamed(Usage.checked(spec, () -> tweaked().withThreads(threads)), name)
                : options();
    }

    /** The same for another model: on another device, or with other layers there, and without adapters. */
    ModelOptions options(Optional<String> name, int layers) {
        ModelOptions options = options().withGpuLayers(layers).withRewrite(ProgramRewrite.NONE);
        return name.map(other -> device.elsewhere(options, other, layers)).orElse(options);
    }

    /** Opens a model and says what it runs on, where that is worth a line. */
    public Model open(Path file, ModelOptions options) {
        Model opened = device.open(file, options);
        if (verbose) {
            System.err.println("model: " + opened.config().summary());
            System.err.println("memory: " + opened.memory().summary());
            opened.places().forEach(place -> System.err.println("plan: " + place));
            System.err.println(device.explain(opened));
        }
        int processors = ModelOptions.defaults().threads();
        if (threads > processors) {
            System.err.println("note: -t is " + threads + ", and this machine has " + Count.of(processors, "processor")
                    + ": more threads than that make it slower");
        }
        opened.notes().forEach(note -> System.err.println("note: " + Wording.of(note)));
        return opened;
    }
}
