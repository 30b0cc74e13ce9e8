package org.cria.model.bench;

import java.util.Map;
import java.util.Optional;

/** Counts the energy that the machine takes, all that runs on it included. For one thread. */
public interface EnergyMeter {
    /** Joules since some moment, by domain; only those that can be read. */
    Map<EnergyDomain, Double> joules();

    /** Called at least every few seconds while something is measured, so that a counter does not turn over unseen. */
    void keepUp();

    /** What it does not count, and why, as the end of a sentence ("of NVIDIA GPUs: …"); empty where it counts. */
    Optional<String> missing();
}
