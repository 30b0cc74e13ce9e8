package org.cria.kernels.check.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Receipt;

/**
 * What a token's time on a device consists of, as far as it can be measured from outside.
 *
 * @param tokenNanos of a token in a whole pass
 * @param launches of a token
 * @param launchNanos that a launch costs in itself
 * @param weightBytes that a token reads
 * @param bandwidth bytes per second that the device was measured to read; 0 where that means nothing
 * @param bytesIn to the device for a token
 * @param bytesOut from it
 * @param operators time of each operator for a token in all layers, the longest first
 */
public record Costs(
        double tokenNanos,
        double launches,
        double launchNanos,
        long weightBytes,
        double bandwidth,
        double bytesIn,
        double bytesOut,
        List<Share> operators) {
    /** A part of the time that is worth a sentence of its own. */
    private static final double CONSIDERABLE = 0.3;

    private static final double NEARLY_ALL = 0.7;

    /**
     * An operator's time.
     *
     * @param name its steps
     * @param nanos in all its layers
     */
    public record Share(String name, double nanos) {}

    public Costs {
        operators = List.copyOf(operators);
    }

    /**
     * From an examination and a pass.
     *
     * @param launchNanos see {@link org.cria.kernels.backend.Workbench#launchNanos}
     */
    static Costs of(
            List<Observation> observations,
            Receipt.Work tokens,
            long weightBytes,
            double launchNanos,
            double bandwidth) {
        Map<Operator, List<Observation>> byOperator = new LinkedHashMap<>();
        for (Observation observation : observations) {
            if (observation.operator().phase() == Phase.DECODE) {
                byOperator
                        .computeIfAbsent(observation.operator(), operator -> new ArrayList<>())
                        .add(observation);
            }
        }
        Map<String, Double> byName = new LinkedHashMap<>(); // groups of layers may have the same operator
        byOperator.forEach((operator, found) -> {
            double mean = found.stream().mapToLong(Observation::nanos).average().orElse(0);
            byName.merge(found.getFirst().name(), mean * operator.layers().size(), Double::sum);
        });
        List<Share> shares = new ArrayList<>();
        byName.forEach((name, nanos) -> shares.add(new Share(name, nanos)));
        shares.sort((a, b) -> Double.compare(b.nanos, a.nanos));
        double rows = Math.max(1, tokens.rows());
        return new Costs(
                tokens.tokenNanos(),
                tokens.launches() / rows,
                launchNanos,
                weightBytes,
                bandwidth,
                tokens.bytesIn() / rows,
                tokens.bytesOut() / rows,
                shares);
    }

    /** The part of a token's time in which its weights could be read. */
    public double readingShare() {
        return bandwidth == 0 ? 0 : weightBytes / bandwidth * 1e9 / tokenNanos;
    }

    /** The part of it that launches take by themselves. */
    public double launchingShare() {
        return launches * launchNanos / tokenNanos;
    }

    /** What limits the speed, in words. */
    public String verdict() {
        if (tokenNanos == 0) {
            return "No token was measured.";
        }
        String longest = operators.isEmpty()
                ? ""
                : " The longest is " + operators.getFirst().name() + ".";
        if (readingShare() >= NEARLY_ALL) {
            return String.format(
                    Locale.ROOT,
                    "The memory limits the speed: reading the weights takes %.0f %% of the time. A smaller format is faster.",
                    100 * readingShare());
        }
        if (launchingShare() >= CONSIDERABLE) {
            return String.format(
                    Locale.ROOT,
                    "Launches limit the speed: %.0f of them take %.0f %% of the time.",
                    launches,
                    100 * launchingShare());
        }
        if (bandwidth == 0) {
            return "The kernels take the time." + longest;
        }
        return String.format(
                Locale.ROOT,
                "The kernels limit the speed: they read the weights at %.0f %% of what the memory gives, and launches take %.0f %%"
                        + " of the time.%s",
                100 * readingShare(),
                100 * launchingShare(),
                longest);
    }
}
