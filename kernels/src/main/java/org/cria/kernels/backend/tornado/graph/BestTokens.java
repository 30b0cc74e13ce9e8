package org.cria.kernels.backend.tornado.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.tornado.memory.Memory;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The best tokens of the vocabulary, out of those that a device found to be the best of its parts. */
final class BestTokens {
    private static final Comparator<Score> BEST_FIRST = Comparator.comparingDouble(
                    (Score score) -> -(score.value + 0f)) // + 0 turns -0 into 0: they are equal
            .thenComparingInt(score -> score.id);

    private record Score(int id, float value) {}

    private BestTokens() {}

    /**
     * The best of all parts.
     *
     * @param found values [parts, most + 1]: scores, and the sum of the part's exponentials relative to the first; ids
     *     [parts, most]: -1 where there are no more
     */
    static Scores.Best merge(Memory.Bests found, int parts, int most, int wanted) {
        FloatArray values = found.values();
        IntArray ids = found.ids();
        List<Score> all = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            for (int i = 0; i < most; i++) {
                int id = ids.get(part * most + i);
                if (id >= 0) {
                    all.add(new Score(id, values.get(part * (most + 1) + i)));
                }
            }
        }
        all.sort(BEST_FIRST);
        List<Score> best = all.subList(0, Math.min(wanted, all.size()));
        int[] bestIds = new int[best.size()];
        float[] bestValues = new float[best.size()];
        for (int i = 0; i < best.size(); i++) {
            bestIds[i] = best.get(i).id;
            bestValues[i] = best.get(i).value;
        }
        double largest = all.isEmpty() ? 0 : all.getFirst().value;
        double sum = 0;
        for (int part = 0; part < parts; part++) {
            int at = part * (most + 1);
            if (ids.get(part * most) >= 0) { // a part beyond the vocabulary has none
                sum += values.get(at + most) * Math.exp(values.get(at) - largest);
            }
        }
        return new Scores.Best(bestIds, bestValues, best.size(), (float) (largest + Math.log(sum)));
    }
}
