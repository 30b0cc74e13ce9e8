package org.cria.kernels.backend;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Scores;

/**
 * A program on a device of which nobody knows whether it is still there. Drivers of devices that failed, were taken away or ran out of
 * memory often report nothing: what is read back is zeros, or no numbers. A model's file can be the cause too, but whoever has a device
 * should look at that first.
 *
 * @param executable of the device
 * @param device as a user names it
 */
public record WatchedExecutable(Executable executable, String device) implements Executable {
    /** So near to the log-sum-exp of zeros are scores only if they are zeros: in units of it. */
    private static final float NEAR = 1e-5f;

    @Override
    public Output forward(Batch batch, BooleanSupplier stop) {
        Output output = executable.forward(batch, stop);
        for (int row = 0; row < output.rows(); row++) {
            check(output.values(), row * output.columns(), output.columns());
        }
        return output;
    }

    @Override
    public Scores best(Batch batch, int count, BooleanSupplier stop) {
        Scores scores = executable.best(batch, count, stop);
        switch (scores) {
            case Scores.All all -> check(all.values(), all.offset(), all.vocabulary());
            case Scores.Best best -> check(best);
        }
        return scores;
    }

    private void check(float[] values, int offset, int count) {
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + count; i++) {
            lowest = Math.min(lowest, values[i]); // NaN, once met, stays
            highest = Math.max(highest, values[i]);
        }
        if (Float.isNaN(highest) || highest == Float.POSITIVE_INFINITY) {
            throw implausible("a score of " + highest);
        }
        if (count > 1 && lowest == 0 && highest == 0) {
            throw implausible("scores that are all 0");
        }
    }

    private void check(Scores.Best best) {
        if (!Float.isFinite(best.logSumExp())) {
            throw implausible("scores with the log-sum-exp " + best.logSumExp());
        }
        boolean zeros = best.count() > 1;
        for (int i = 0; i < best.count(); i++) {
            zeros &= best.values()[i] == 0;
        }
        double vocabulary = Math.exp(best.logSumExp()); // of zeros
        if (zeros && Math.abs(vocabulary - Math.rint(vocabulary)) <= NEAR * vocabulary) {
            throw implausible("scores that are all 0");
        }
    }

    private CriaException implausible(String found) {
        return new CriaException(Explanation.of(
                device + " returned " + found
                        + ", expected finite numbers that differ: it computes wrongly, ran out of memory or is gone. Run ",
                Control.DOCTOR.named(),
                " with the same options, or choose ",
                Control.DEVICE.to(Backends.host().name()),
                "."));
    }

    @Override
    public void warmUp() {
        executable.warmUp();
    }

    @Override
    public KvStore kv() {
        return executable.kv();
    }

    @Override
    public boolean phasesAgree() {
        return executable.phasesAgree();
    }

    @Override
    public Receipt receipt() {
        return executable.receipt();
    }

    @Override
    public String description() {
        return executable.description();
    }

    @Override
    public List<Explanation> notes() {
        return executable.notes();
    }

    @Override
    public void close() {
        executable.close();
    }
}
