package org.cria.cli.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.cria.kernels.backend.DeviceInfo;

/**
 * A device that {@code auto} could take.
 *
 * @param speed in 10⁹ bytes per second, where it was measured
 * @param objection why it must not be taken, where something speaks against it
 */
public record Candidate(DeviceInfo info, OptionalDouble speed, Optional<String> objection) {
    /** Whether {@code auto} considers a device: it does not run a CPU by way of a device driver, nor checks every access. */
    static boolean considers(DeviceInfo device) {
        return device.name().equals("cpu")
                || device.kind() != DeviceInfo.Kind.CPU && !device.backend().equals("emulator");
    }

    /**
     * The fastest of those that nothing speaks against; the CPU where no other is left.
     *
     * @param all every device there is, the CPU among them
     */
    static Choice fastest(List<Candidate> all) {
        List<Candidate> considered =
                all.stream().filter(each -> considers(each.info())).toList();
        if (considered.size() == 1) {
            return new Choice("cpu", nothingElse(all));
        }
        Candidate best = considered.stream()
                .filter(each -> each.objection().isEmpty() && each.speed().isPresent())
                .max(Comparator.comparingDouble(each -> each.speed().getAsDouble()))
                .orElseGet(() -> cpu(considered));
        List<String> reasons = new ArrayList<>();
        for (Candidate each : considered) {
            if (each != best) {
                reasons.add(each.againstIt());
            }
        }
        String speed = best.speed().isPresent() ? best.figure() + "; " : "";
        return new Choice(best.info().name(), speed + String.join("; ", reasons));
    }

    private static Candidate cpu(List<Candidate> considered) {
        return considered.stream()
                .filter(each -> each.info().name().equals("cpu"))
                .findFirst()
                .orElseThrow();
    }

    private static String nothingElse(List<Candidate> all) {
        String drivers = all.stream()
                .map(Candidate::info)
                .filter(device -> device.name().startsWith("tornado:"))
                .map(device -> device.name() + " (" + device.deviceName() + ")")
                .collect(Collectors.joining(", "));
        return drivers.isEmpty() ? "TornadoVM has no device" : "TornadoVM has no device but the CPU itself: " + drivers;
    }

    private String againstIt() {
        return info.name() + ": " + objection.orElseGet(() -> speed.isPresent() ? figure() : "could not be measured");
    }

    private String figure() {
        return String.format(Locale.ROOT, "%.1f GB/s", speed.orElseThrow());
    }
}
