package org.cria.model.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All counters of a machine: those of Linux, and those of NVIDIA's GPUs. */
public final class MachineEnergy implements EnergyMeter {
    private final List<EnergyMeter> meters;

    /** Several counters as one; no two may count the same domain. */
    MachineEnergy(List<EnergyMeter> meters) {
        this.meters = List.copyOf(meters);
    }

    /** Those of this machine. */
    public static MachineEnergy here() {
        return new MachineEnergy(List.of(Powercap.in(Powercap.FOLDER), NvidiaEnergy.ofDriver()));
    }

    @Override
    public Map<EnergyDomain, Double> joules() {
        Map<EnergyDomain, Double> joules = new EnumMap<>(EnergyDomain.class);
        meters.forEach(meter -> joules.putAll(meter.joules()));
        return joules;
    }

    @Override
    public void keepUp() {
        meters.forEach(EnergyMeter::keepUp);
    }

    /** Of each that counts nothing. */
    @Override
    public Optional<String> missing() {
        List<String> missing =
                meters.stream().flatMap(meter -> meter.missing().stream()).toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", missing));
    }
}
