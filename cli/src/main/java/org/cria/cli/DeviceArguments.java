package org.cria.cli;

import org.cria.kernels.backend.Plan;
import org.cria.model.ModelOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say where a model runs. */
final class DeviceArguments {
    @Option(
            names = {"-dev", "--device"},
            paramLabel = "NAME",
            description = "Where to run: auto, cpu, tornado or emulator. Default: auto.")
    private String device = "auto";

    @Option(
            names = {"-ngl", "--gpu-layers"},
            paramLabel = "N",
            converter = Layers.class,
            description = "How many of the last layers run on the device, the others on the CPU; auto: as many as fit."
                    + " Default: auto.")
    private int gpuLayers = Plan.AUTO;

    /** Reads a number of layers, or auto. */
    static final class Layers implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (value.equals("auto")) {
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

    int gpuLayers() {
        return gpuLayers;
    }

    /** Options for where these arguments say. */
    ModelOptions on(ModelOptions options) {
        return options.withDevice(device).withGpuLayers(gpuLayers);
    }
}
