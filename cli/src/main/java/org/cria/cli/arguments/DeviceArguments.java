package org.cria.cli.arguments;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.cria.cli.device.CacheFolder;
import org.cria.cli.device.Choice;
import org.cria.cli.device.DeviceFinder;
import org.cria.cli.device.ProcessorName;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.Plan;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.check.selftest.DeviceCheck;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say where a model runs, and how. */
public final class DeviceArguments {
    @Option(
            names = {"-dev", "--device"},
            paramLabel = "NAME",
            completionCandidates = DeviceNames.class,
            description = "Where to run: " + HelpTexts.DEVICES + "; 'cria devices' lists them. Default: "
                    + Backends.AUTO + ", the fastest.")
    private String device = Backends.AUTO;

    @Option(
            names = {"-ngl", "--gpu-layers"},
            paramLabel = "N",
            converter = Layers.class,
            completionCandidates = LayerWords.class,
            description = "How many of the last layers run on the device, the others on the CPU; auto: as many as fit."
                    + " Default: auto.")
    private int gpuLayers = Plan.AUTO;

    @Option(
            names = "--no-self-test",
            description = "Runs on a device without checking its kernels first. They are checked once for each device,"
                    + " driver, SDK and build.")
    private boolean unchecked;

    @Mixin
    private final CpuArguments cpu = new CpuArguments();

    /** Reads a number of layers, or auto. */
    static final class Layers implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (value.equals(Backends.AUTO)) {
                return Plan.AUTO;
            }
            try {
                int layers = Integer.parseInt(value);
                if (layers >= 0) {
                    return layers;
                }
            } catch (NumberFormatException e) {
                // falls through to the one message
            }
            throw new TypeConversionException("'" + value + "' is no number of layers, expected 0 or more, or auto");
        }
    }

    /** What a device can be called, without its numbers. */
    static final class DeviceNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(
                            Stream.of(Backends.AUTO), Backends.all().stream().map(Backend::name))
                    .iterator();
        }
    }

    /** What may be said instead of a number of layers. */
    static final class LayerWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(Backends.AUTO).iterator();
        }
    }

    private @Nullable Choice choice;

    /** The device as the user named it. */
    public String name() {
        return device;
    }

    /** Opens a model after the check that these arguments ask for. */
    public Model open(Path file, ModelOptions options) {
        if (unchecked) {
            return Model.open(file, options);
        }
        Path folder = CacheFolder.of(System.getenv()).path().resolve("self-test");
        try (PromptProgress progress = new PromptProgress("checking kernels", PromptProgress.onTerminal())) {
            return Model.open(file, options, DeviceCheck.in(folder, progress));
        }
    }

    /**
     * The device that is meant, the same each time.
     *
     * @throws org.cria.kernels.CriaException when it cannot run
     */
    private Choice choice() {
        if (choice == null) {
            choice = finder().choose(device);
        }
        return choice;
    }

    /**
     * Options for where these arguments say.
     *
     * @throws org.cria.kernels.CriaException when a device that was named cannot run
     */
    public ModelOptions on(ModelOptions options) {
        String chosen = choice().device();
        return options.withDevice(device.equals(Backends.AUTO) ? Backends.auto(chosen) : chosen)
                .withGpuLayers(gpuLayers)
                .withCpu(cpu.arithmetic())
                .withTuned(CacheFolder.of(System.getenv()).tunedFigures());
    }

    /** The same on a device of this name, which need not be the one that the user named. */
    ModelOptions onNamed(ModelOptions options, String name) {
        return options.withDevice(name)
                .withGpuLayers(gpuLayers)
                .withCpu(cpu.arithmetic())
                .withTuned(CacheFolder.of(System.getenv()).tunedFigures());
    }

    /**
     * The same elsewhere.
     *
     * @param name of the device
     * @param layers on it, or {@link Plan#AUTO}
     */
    ModelOptions elsewhere(ModelOptions options, String name, int layers) {
        return on(options).withDevice(finder().choose(name).device()).withGpuLayers(layers);
    }

    /** What runs a model, and why where that was not the user's choice. */
    public String explain(Model model) {
        return "device: " + model.device() + (device.equals(Backends.AUTO) ? "; auto: " + choice().reason() : "");
    }

    /** The devices of this machine. */
    public static DeviceFinder finder() {
        return new DeviceFinder(
                System.getenv(), ProcessorName.read(), ModelOptions.defaults().threads(), System.err);
    }
}
