package org.cria.cli.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.DeviceInfo;

/**
 * A device and what {@code auto} goes by.
 *
 * @param role of its backend
 * @param cost of a token, where it was measured
 * @param objection why it must not be taken, where something speaks against it
 */
public record RatedDevice(DeviceInfo info, Backend.Role role, Optional<TokenCost> cost, Optional<String> objection) {
    /** One that was not measured. */
    static RatedDevice unrated(DeviceInfo info, Backend.Role role) {
        return new RatedDevice(info, role, Optional.empty(), Optional.empty());
    }

    boolean isHost() {
        return role == Backend.Role.HOST;
    }

    /** Whether {@code auto} considers it: the host, and devices but those drivers that run on the CPU, the host with a detour. */
    boolean isConsidered() {
        return switch (role) {
            case HOST -> true;
            case DEVICE -> info.kind() != DeviceInfo.Kind.CPU;
            case EMULATOR -> false;
        };
    }

    /**
     * The fastest of those that nothing speaks against; the host where no other is left.
     *
     * @param all every device there is, the host among them
     */
    static Choice fastest(List<RatedDevice> all) {
        List<RatedDevice> considered =
                all.stream().filter(RatedDevice::isConsidered).toList();
        RatedDevice best = considered.stream()
                .filter(each -> each.objection().isEmpty() && each.cost().isPresent())
                .min(Comparator.comparingDouble(
                        each -> each.cost().orElseThrow().nanos()))
                .orElseGet(() -> host(considered));
        List<String> reasons = new ArrayList<>();
        for (RatedDevice each : considered) {
            if (!each.equals(best)) {
                reasons.add(each.againstIt());
            }
        }
        String cost = best.cost().map(found -> found.text() + "; ").orElse("");
        return new Choice(best.info().name(), cost + String.join("; ", reasons));
    }

    private static RatedDevice host(List<RatedDevice> considered) {
        return considered.stream().filter(RatedDevice::isHost).findFirst().orElseThrow();
    }

    private String againstIt() {
        return info.name() + ": "
                + objection.orElseGet(() -> cost.map(TokenCost::text).orElse("could not be measured"));
    }
}
