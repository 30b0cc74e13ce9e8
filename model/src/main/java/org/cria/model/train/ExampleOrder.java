package org.cria.model.train;

import java.util.SplittableRandom;

/** Which examples a pass has: the same for the same seed, whatever came before. */
final class ExampleOrder {
    private final TrainingPlan plan;
    private final int examples;
    private long round = -1;
    private int[] order = new int[0];

    ExampleOrder(TrainingPlan plan, int examples) {
        this.plan = plan;
        this.examples = examples;
    }

    /**
     * The numbers of the examples.
     *
     * @param step from 0
     * @param pass of the step, from 0
     */
    int[] of(int step, int pass) {
        int[] chosen = new int[plan.batch()];
        long first = ((long) step * plan.accumulate() + pass) * plan.batch();
        for (int i = 0; i < chosen.length; i++) {
            long index = first + i;
            turn(index / examples);
            chosen[i] = order[(int) (index % examples)];
        }
        return chosen;
    }

    private void turn(long next) {
        if (next == round) {
            return;
        }
        round = next;
        order = new int[examples];
        for (int i = 0; i < examples; i++) {
            order[i] = i;
        }
        if (plan.shuffles()) {
            SplittableRandom random = new SplittableRandom(plan.seed() * 0x9E3779B97F4A7C15L + next);
            for (int i = examples - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int kept = order[i];
                order[i] = order[other];
                order[other] = kept;
            }
        }
    }
}
