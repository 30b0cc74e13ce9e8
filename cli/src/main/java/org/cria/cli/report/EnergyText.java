package org.cria.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cria.model.bench.EnergyDomain;
import org.cria.model.bench.EnergyMeter;

/** The energy that a machine takes from some moment on, for people. */
public final class EnergyText {
    private final EnergyMeter meter;
    private final Map<EnergyDomain, Double> before;

    /** Begins now. */
    public EnergyText(EnergyMeter meter) {
        this.meter = meter;
        this.before = meter.joules();
    }

    /** Called after each token, so that no counter turns over unseen. */
    public void keepUp() {
        meter.keepUp();
    }

    /**
     * Prints to stderr what was taken until now, and what is not counted.
     *
     * @param tokens read and written
     */
    public void print(int tokens) {
        line(tokens).ifPresent(line -> System.err.println("energy: " + line));
        meter.missing().ifPresent(why -> System.err.println("no energy " + why));
    }

    /** What was taken until now; empty where nothing is counted. */
    Optional<String> line(int tokens) {
        Map<EnergyDomain, Double> after = meter.joules();
        List<String> taken = new ArrayList<>();
        for (EnergyDomain domain : EnergyDomain.values()) {
            Double begin = before.get(domain);
            Double end = after.get(domain);
            if (begin != null && end != null) {
                taken.add(taken(domain, end - begin, tokens));
            }
        }
        return taken.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", taken) + ", all that ran included");
    }

    private static String taken(EnergyDomain domain, double joules, int tokens) {
        return String.format(Locale.ROOT, "%s %.1f J (%.3f a token)", domain.words(), joules, joules / tokens);
    }
}
