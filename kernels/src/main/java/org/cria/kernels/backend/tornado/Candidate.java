package org.cria.kernels.backend.tornado;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cria.kernels.Scores;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** A token that a device found to be among the best of its part of the vocabulary. */
record Candidate(int id, float value) {
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(
                    (Candidate c) -> -(c.value + 0f)) // + 0 turns -0 into 0: they are equal
            .thenComparingInt(c -> c.id);

    /**
     * The best of all parts.
     *
     * @param values [parts, most + 1] scores, and the sum of the part's exponentials relative to the first
     * @param ids [parts, most] tokens, -1 where there are no more
     */
    static Scores.Best merge(FloatArray values, IntArray ids, int parts, int most, int wanted) {
        List<Candidate> all = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            for (int i = 0; i < most; i++) {
                int id = ids.get(part * most + i);
                if (id >= 0) {
                    all.add(new Candidate(id, values.get(part * (most + 1) + i)));
                }
            }
        }
        all.sort(BEST_FIRST);
        List<Candidate> best = all.subList(0, Math.min(wanted, all.size()));
        int[] bestIds = new int[best.size()];
        float[] bestValues = new float[best.size()];
        for (int i = 0; i < best.size(); i++) {
            bestIds[i] = best.get(i).id;
            bestValues[i] = best.get(i).value;
        }
        return new Scores.Best(bestIds, bestValues, best.size(), logSumExp(values, ids, parts, most, all));
    }

    private static float logSumExp(FloatArray values, IntArray ids, int parts, int most, List<Candidate> all) {
        double largest = all.isEmpty() ? 0 : all.getFirst().value;
        double sum = 0;
        for (int part = 0; part < parts; part++) {
            int at = part * (most + 1);
            if (ids.get(part * most) >= 0) { // a part beyond the vocabulary has none
                sum += values.get(at + most) * Math.exp(values.get(at) - largest);
            }
        }
        return (float) (largest + Math.log(sum));
    }
}
