package org.cria.kernels.backend;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.program.Program;

/** The backends of this build. */
public final class Backends {
    /** The {@code --device} that leaves the choice to Cria. */
    public static final String AUTO = "auto";

    private Backends() {}

    /**
     * Names the device that was chosen where {@code auto} was asked for: what it has no kernels for stays on the CPU, while a device
     * that the user named refuses it.
     */
    public static String auto(String chosen) {
        return AUTO + ":" + chosen;
    }

    /** Whether a device was not named by the user. */
    public static boolean isAuto(String device) {
        return device.equals(AUTO) || device.startsWith(AUTO + ":");
    }

    /** Whether a device's name stands for the host. */
    public static boolean isHost(String device) {
        return device.equals(AUTO) || device.equals(host().name());
    }

    /** All of them, as the service files list them. */
    public static List<Backend> all() {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The one that is always there. */
    public static Backend host() {
        return all().stream()
                .filter(backend -> backend.role() == Backend.Role.HOST)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no backend is the host's; is the service file there?"));
    }

    /**
     * Some backends in a sentence, the host first and emulators last: {@code cpu, tornado or emulator}.
     *
     * @param which of them
     * @param name of each
     */
    public static String named(Predicate<Backend> which, Function<Backend, String> name) {
        List<String> names = all().stream()
                .filter(which)
                .sorted(Comparator.comparing(Backend::role))
                .map(name)
                .toList();
        int last = Math.max(0, names.size() - 1);
        return String.join(
                " or ",
                Stream.concat(
                                Stream.of(String.join(", ", names.subList(0, last))),
                                names.subList(last, names.size()).stream())
                        .filter(text -> !text.isEmpty())
                        .toList());
    }

    /**
     * Where a program runs: what {@code --device} and {@code -ngl} ask for.
     *
     * @param device a name, or {@code auto}, or the {@link #auto} choice
     * @param layers on that device, or {@link Plan#AUTO} for as many as fit
     * @throws CriaException when no backend has that name, or layers are asked for where there is no device for them
     */
    public static Plan plan(String device, int layers, Program program, Settings settings) {
        Backend chosen = choose(device);
        Backend host = host();
        if (!chosen.name().equals(host.name())) {
            return Plan.split(program, settings, chosen, host, layers, isAuto(device));
        }
        Plan whole = Plan.whole(program, settings, host);
        if (layers <= 0) {
            return whole;
        }
        if (!isAuto(device)) {
            throw new CriaException(Explanation.of(
                    Control.GPU_LAYERS.to(layers),
                    " asks for layers on a device, and ",
                    Control.DEVICE.to(device),
                    " is none. Choose another ",
                    Control.DEVICE.named(),
                    ", or leave ",
                    Control.GPU_LAYERS.named(),
                    " out."));
        }
        return new Plan(
                whole.parts(),
                List.of(Explanation.of(
                        Control.GPU_LAYERS.to(layers), " has no effect: there is no device but the CPU's cores")));
    }

    /**
     * The backend for a {@code --device} name: {@code auto} is the host where nobody has chosen, and after a colon comes what the
     * backend itself tells apart.
     *
     * @throws CriaException when no backend has that name, or the backend no such device
     */
    public static Backend choose(String device) {
        if (device.startsWith(AUTO + ":")) {
            return choose(device.substring(AUTO.length() + 1));
        }
        if (device.equals(AUTO)) {
            return host();
        }
        List<Backend> all = all();
        int colon = device.indexOf(':');
        String name = colon < 0 ? device : device.substring(0, colon);
        return all.stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .map(b -> colon < 0 ? b : b.on(device.substring(colon + 1)))
                .orElseThrow(() -> new CriaException("device '" + device + "' is unknown; choose auto, "
                        + all.stream().map(Backend::name).collect(Collectors.joining(", "))));
    }
}
