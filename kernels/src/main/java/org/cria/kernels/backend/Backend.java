package org.cria.kernels.backend;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.kernels.program.Program;

/** A kind of device that can run programs. Found as a service, so that a backend is one package and one service line. */
public interface Backend {
    /** The name that {@code --device} takes. */
    String name();

    /**
     * What there is to run on; empty where the JVM was started without what it takes to know.
     *
     * @throws CriaException when that is there and finds nothing
     */
    List<DeviceInfo> devices();

    /**
     * This backend on one of its devices.
     *
     * @param device what follows the backend's name and a colon in {@code --device}
     * @throws CriaException when there is no such device; the message lists those that there are
     */
    default Backend on(String device) {
        throw new CriaException("device '" + name() + ":" + device + "' is unknown; there is "
                + devices().stream().map(DeviceInfo::name).collect(Collectors.joining(", ")) + ".");
    }

    /**
     * Why this backend cannot run a program, as far as that can be told before anything is loaded: a step or format without a
     * kernel, by name. Empty where it can.
     */
    default Optional<String> obstacle(Program program, Settings settings) {
        return Optional.empty();
    }

    /** Bytes that there are for weights, cache and activations; as good as infinite where that is the host's own memory. */
    default long memoryBytes() {
        return Long.MAX_VALUE;
    }

    /**
     * Lowers a program.
     *
     * @throws org.cria.kernels.CriaException when a step or format has no kernel here; the message names the missing cell
     */
    Executable compile(Program program, Settings settings);

    /**
     * Whether kernels are to be checked here before a model relies on them: where a driver of this machine compiles them anew, and
     * nobody has seen what it makes of them.
     */
    default boolean needsSelfTest() {
        return false;
    }

    /** The backend's operators one at a time; empty for the CPU's, which others are compared with. */
    default Optional<Workbench> workbench() {
        return Optional.empty();
    }
}
