package org.cria.kernels.backend;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.kernels.program.Program;

/** A kind of device that can run programs. Found as a service, so that a backend is one package and one service line. */
public interface Backend {
    /** What a backend is to those who choose one without knowing it. */
    enum Role {
        /** The cores that run this JVM: always there, and the place of what a device has no kernels for. One backend is it. */
        HOST,
        /** Devices that a program may be moved to for speed. */
        DEVICE,
        /** For finding mistakes in kernels: nobody's choice for speed, and its times say nothing. */
        EMULATOR
    }

    /** The name that {@code --device} takes. */
    String name();

    default Role role() {
        return Role.DEVICE;
    }

    /** The ways in which {@code --device} names its devices, for help texts: {@code name[:WHICH]} where there are several. */
    default String usage() {
        return name();
    }

    /** What the JVM must have been started with; empty where any will do. */
    default Optional<Requirement> requirement() {
        return Optional.empty();
    }

    /** Whether this JVM was started with what is required. */
    default boolean runsHere() {
        return requirement().map(Requirement::isMet).orElse(true);
    }

    /**
     * What there is to run on; empty where the {@link #requirement} is not met.
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

    /** Whether layers with a window give up the cells that it does not see any more; otherwise they keep all that there are. */
    default boolean slides() {
        return false;
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

    /**
     * The same backend without what makes it faster and may go wrong though every kernel is right, for when a self-test fails; empty
     * where there is nothing of that kind.
     */
    default Optional<Backend> cautious() {
        return Optional.empty();
    }

    /** The same backend with one kernel of a user's own; empty where it has no place for this kernel. */
    default Optional<Backend> withKernel(OwnKernel kernel) {
        return Optional.empty();
    }

    /** The same backend, adding to these sums what enters its products; empty where it cannot. */
    default Optional<Backend> observing(InputSquares sums) {
        return Optional.empty();
    }

    /** The backend's operators one at a time; empty for the CPU's, which others are compared with. */
    default Optional<Workbench> workbench() {
        return Optional.empty();
    }
}
