package org.cria.model.train;

import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * How a training goes.
 *
 * @param steps in all
 * @param batch examples of a pass
 * @param accumulate passes of a step
 * @param rate how large steps are
 * @param optimiser how derivatives become steps
 * @param clip the most that the derivatives' norm may be; 0 for any
 * @param seed of the order of examples
 * @param shuffles whether each round through the examples has an order of its own, or that of the file
 */
public record TrainingPlan(
        int steps,
        int batch,
        int accumulate,
        LearningRate rate,
        AdamW optimiser,
        double clip,
        long seed,
        boolean shuffles) {
    public TrainingPlan {
        check("steps", steps, steps >= 1, "1 or more");
        check("batch", batch, batch >= 1 && batch <= 65_536, "1 to 65536");
        check("accumulate", accumulate, accumulate >= 1 && accumulate <= 65_536, "1 to 65536");
        check("lr", rate.peak(), rate.peak() > 0 && rate.peak() < 1, "more than 0 and less than 1");
        check("warmup", rate.warmUp(), rate.warmUp() >= 0, "0 or more");
        check("clip", clip, clip >= 0, "0 or more");
        check("weight decay", optimiser.decay(), optimiser.decay() >= 0, "0 or more");
        check("beta1", optimiser.beta1(), optimiser.beta1() >= 0 && optimiser.beta1() < 1, "0 to less than 1");
        check("beta2", optimiser.beta2(), optimiser.beta2() >= 0 && optimiser.beta2() < 1, "0 to less than 1");
    }

    private static void check(String name, Object found, boolean valid, String expected) {
        if (!valid) {
            throw new CriaException(Explanation.outOfRange(new Control(name), found, expected));
        }
    }

    /** Steps for so many rounds through the examples. */
    public static int steps(double rounds, int examples, int batch, int accumulate) {
        return (int)
                Math.clamp((long) Math.ceil(rounds * examples / ((double) batch * accumulate)), 1, Integer.MAX_VALUE);
    }
}
