package org.cria.kernels.backend;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;

/** The backends of this build. */
public final class Backends {
    private Backends() {}

    public static List<Backend> all() {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /**
     * The backend for a {@code --device} name: {@code auto} takes the first that is listed.
     *
     * @throws CriaException when no backend has that name
     */
    public static Backend choose(String device) {
        List<Backend> all = all();
        return all.stream()
                .filter(b -> device.equals("auto") || b.name().equals(device))
                .findFirst()
                .orElseThrow(() -> new CriaException("device '" + device + "' is unknown; choose auto, "
                        + all.stream().map(Backend::name).collect(Collectors.joining(", "))));
    }
}
