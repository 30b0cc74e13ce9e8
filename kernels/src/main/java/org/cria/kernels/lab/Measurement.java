package org.cria.kernels.lab;

import java.util.Locale;

/**
 * An operator's time with a kernel and with the one in use, taken in turns.
 *
 * @param work that both do
 * @param ownNanos of a batch with the kernel, the median
 * @param usedNanos with the one in use
 * @param ceiling of the machine; none where nothing is known
 */
public record Measurement(Work work, double ownNanos, double usedNanos, Ceiling ceiling) {
    /**
     * What the machine was measured to do at most.
     *
     * @param bytesPerSecond that it reads; 0 where that is not known
     * @param operationsPerSecond of its fastest product; 0 where that is not known
     */
    public record Ceiling(double bytesPerSecond, double operationsPerSecond) {
        /** Nanoseconds in which an operator could be done. */
        double nanos(Cost cost) {
            double reading = bytesPerSecond == 0 ? 0 : cost.bytes() / bytesPerSecond;
            double computing = operationsPerSecond == 0 ? 0 : cost.operations() / operationsPerSecond;
            return Math.max(reading, computing) * 1e9;
        }
    }

    /** How many times as fast as the one in use. */
    public double speedUp() {
        return usedNanos / ownNanos;
    }

    /** 10⁹ bytes per second. */
    public double gigabytes() {
        return work.cost().bytes() / ownNanos;
    }

    /** 10⁹ operations per second. */
    public double gigaflops() {
        return work.cost().operations() / ownNanos;
    }

    /** The part of the time in which the machine could do it: its share of the roofline. */
    public double share() {
        return ceiling.nanos(work.cost()) / ownNanos;
    }

    /** What limits the kernel, in a sentence. */
    public String verdict() {
        if (ceiling.bytesPerSecond() == 0 || ceiling.operationsPerSecond() == 0) {
            return "";
        }
        double reading = work.cost().bytes() / ceiling.bytesPerSecond() * 1e9 / ownNanos;
        double computing = work.cost().operations() / ceiling.operationsPerSecond() * 1e9 / ownNanos;
        String facts = String.format(
                Locale.ROOT,
                "reading takes at least %.0f %% of its time, multiplying as fast as the fastest product here %.0f %%",
                100 * reading,
                100 * computing);
        if (Math.max(reading, computing) < 0.5) {
            return facts + ": neither limits it; what it does besides does (decoding values, waiting, small loops)";
        }
        return facts
                + (reading > computing
                        ? ": memory limits it; only fewer bytes make it faster"
                        : ": arithmetic limits it");
    }
}
