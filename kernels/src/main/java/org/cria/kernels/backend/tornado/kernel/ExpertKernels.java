package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A feed-forward part that is several, of which a few compute each token. What was chosen is
 * [tokens, 2 · used]: the experts' numbers, then their shares.
 */
public final class ExpertKernels {
    /** Below every score; not infinite, for devices may compute without infinities. */
    private static final float LOWEST = -1e30f;

    private ExpertKernels() {}

    /**
     * Chooses the experts of each row, one work-item per row: there are few experts.
     *
     * @param scores [tokens, experts]
     * @param chosen [tokens, 2 · used] overwritten
     */
    public static void route(
            KernelContext context,
            IntArray pass,
            FloatArray scores,
            FloatArray chosen,
            int count,
            int experts,
            int used) {
        int row = context.globalIdx;
        if (row < pass.get(count)) {
            int from = row * experts;
            int at = row * 2 * used;
            float total = 0f;
            float first = 0f;
            for (int j = 0; j < used; j++) {
                int best = 0;
                float score = LOWEST;
                for (int expert = 0; expert < experts; expert++) {
                    int taken = 0;
                    for (int i = 0; i < j; i++) {
                        taken += chosen.get(at + i) == (float) expert ? 1 : 0;
                    }
                    float own = scores.get(from + expert);
                    if (taken == 0 && own > score) {
                        best = expert;
                        score = own;
                    }
                }
                if (j == 0) {
                    first = score;
                }
                float share = TornadoMath.exp(score - first);
                chosen.set(at + j, (float) best);
                chosen.set(at + used + j, share);
                total += share;
            }
            for (int j = 0; j < used; j++) {
                chosen.set(at + used + j, chosen.get(at + used + j) / total);
            }
        }
    }

    /**
     * The chosen experts' weights times activations, one work-item per row, chosen expert and row of its
     * weights.
     *
     * @param x [tokens, columns], or [tokens, used · columns] where each of the chosen has its own
     * @param w [layers, experts · rows, columns] in {@code format}
     * @param out [tokens, used · rows] overwritten
     * @param apart 1 where each of the chosen has its own input
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            FloatArray chosen,
            IntArray w,
            FloatArray tables,
            FloatArray out,
            int count,
            int columns,
            int rows,
            int experts,
            int used,
            int apart,
            int format) {
        int i = context.globalIdx;
        int pair = i / rows;
        if (pair < pass.get(count) * used) {
            int expert = (int) chosen.get(pair / used * 2 * used + pair % used);
            int words = Encoded.words(columns, format);
            int at = ((layer.get(0) * experts + expert) * rows + i % rows) * words;
            int from = apart == 1 ? pair * columns : pair / used * columns;
            int units = columns / Encoded.UNIT;
            float sum = 0f;
            for (int unit = 0; unit < units; unit++) {
                float part = 0f;
                float plain = 0f;
                for (int half = 0; half < 2; half++) {
                    for (int k = 0; k < Encoded.HALF; k++) {
                        int c = half * Encoded.HALF + k;
                        float value = x.get(from + unit * Encoded.UNIT + c);
                        plain += value;
                        part += Encoded.lifted(w, at, units, unit, half, k, tables, format)
                                * (value * Encoded.lowering(half, k, format));
                    }
                    if (half == 1 || Encoded.hasHalves(format)) {
                        sum += Encoded.scaled(w, at, units, unit, half, part, plain, tables, format);
                        part = 0f;
                        plain = 0f;
                    }
                }
            }
            int rest = Encoded.isLoose(format) ? columns : 0;
            for (int c = units * Encoded.UNIT; c < rest; c++) {
                sum += Encoded.single(w, at, columns, c, tables, format) * x.get(from + c);
            }
            out.set(i, sum);
        }
    }

    /**
     * What the chosen have made, by their shares, one work-item per value.
     *
     * @param x [tokens, used · columns]
     * @param out [tokens, columns] overwritten
     */
    public static void blend(
            KernelContext context,
            IntArray pass,
            FloatArray x,
            FloatArray chosen,
            FloatArray out,
            int count,
            int columns,
            int used) {
        int i = context.globalIdx;
        int row = i / columns;
        if (row < pass.get(count)) {
            float sum = 0f;
            for (int j = 0; j < used; j++) {
                float share = chosen.get(row * 2 * used + used + j);
                sum += share * x.get((row * used + j) * columns + i % columns);
            }
            out.set(i, sum);
        }
    }
}
