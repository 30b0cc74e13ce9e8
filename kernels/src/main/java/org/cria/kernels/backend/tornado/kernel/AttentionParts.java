package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What {@link Attention}'s groups have found where several share a past. */
public final class AttentionParts {
    private AttentionParts() {}

    /** Numbers of one group's result: largest score, sum of weights, weighted sum of values. */
    public static int size(int dims) {
        return dims + 2;
    }

    /**
     * Puts the splits of every row and head together, one work-item per value. A split without positions weighs nothing.
     *
     * @param parts [tokens, heads, splits, dims + 2]
     * @param out [tokens, heads · dims] overwritten
     * @param joint 1 where rows say how many splits they have; what is not split is finished
     */
    public static void combine(
            KernelContext context,
            IntArray pass,
            FloatArray parts,
            FloatArray out,
            int heads,
            int dims,
            int splits,
            int joint) {
        int i = context.globalIdx;
        if (i < pass.get(Pass.ROWS) * heads * dims) {
            int own = joint == 1 ? Pass.of(pass, i / (heads * dims), Pass.PARTS) : splits;
            int at = i / dims * splits * (dims + 2);
            float largest = Attention.LOWEST;
            for (int split = 0; split < own; split++) {
                largest = Math.max(largest, parts.get(at + split * (dims + 2)));
            }
            float total = 0f;
            float sum = 0f;
            for (int split = 0; split < own; split++) {
                int part = at + split * (dims + 2);
                float weight = TornadoMath.exp(parts.get(part) - largest);
                total += weight * parts.get(part + 1);
                sum += weight * parts.get(part + 2 + i % dims);
            }
            out.set(i, joint == 1 && own == 1 ? parts.get(at + 2 + i % dims) : sum / total);
        }
    }
}
