package org.cria.cli.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Requirement;

/**
 * What backends tell of their devices.
 *
 * @param byBackend in the order of the backends
 * @param problem what kept a backend from finding any, where something did
 */
record Listing(Map<Backend, List<DeviceInfo>> byBackend, Optional<String> problem) {
    static Listing of(List<Backend> backends) {
        Map<Backend, List<DeviceInfo>> byBackend = new LinkedHashMap<>();
        Optional<String> problem = Optional.empty();
        for (Backend backend : backends) {
            try {
                byBackend.put(backend, backend.devices());
            } catch (CriaException e) {
                byBackend.put(backend, List.of());
                problem = Optional.of(Wording.of(e));
            }
        }
        return new Listing(byBackend, problem);
    }

    /** Every device, not measured yet. */
    List<RatedDevice> devices() {
        List<RatedDevice> devices = new ArrayList<>();
        byBackend.forEach(
                (backend, infos) -> infos.forEach(info -> devices.add(RatedDevice.unrated(info, backend.role()))));
        return devices;
    }

    /** Whether there is something to choose: a device that {@code auto} considers and that is not the host. */
    boolean hasChoice() {
        return devices().stream().anyMatch(device -> device.isConsidered() && !device.isHost());
    }

    /** What backends lack in this JVM. */
    List<Requirement> unmet() {
        return byBackend.keySet().stream()
                .filter(backend -> !backend.runsHere())
                .flatMap(backend -> backend.requirement().stream())
                .toList();
    }

    /** Why there is no choice, where backends lack nothing. */
    String nothingElse() {
        return problem.orElseGet(() -> byBackend.entrySet().stream()
                .filter(entry -> entry.getKey().role() == Backend.Role.DEVICE)
                .map(entry -> noDevice(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("; ")));
    }

    private static String noDevice(Backend backend, List<DeviceInfo> ignored) {
        String drivers = ignored.stream()
                .map(device -> device.name() + " (" + device.deviceName() + ")")
                .collect(Collectors.joining(", "));
        return backend.requirement().map(Requirement::name).orElseGet(backend::name) + " has no device"
                + (drivers.isEmpty() ? "" : " but the CPU itself: " + drivers);
    }
}
