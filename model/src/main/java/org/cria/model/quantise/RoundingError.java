package org.cria.model.quantise;

import java.util.Objects;
import org.cria.kernels.format.Format;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.TensorInfo;

/**
 * What became of values that were changed before they were encoded: of all tensors that were, relative to what they held.
 *
 * @param change root mean square of what was to change, as a part of the values'
 * @param rounding root mean square of what encoding changed besides, likewise
 */
public record RoundingError(double change, double rounding) {
    private static final int PART_VALUES = 1 << 15;

    /**
     * Compares two files.
     *
     * @param plan by which {@code result} was made
     * @param wanted what was to change
     */
    public static RoundingError measure(QuantisePlan plan, Gguf result, ValueChange wanted) {
        double[] sums = plan.tensors().parallelStream()
                .filter(planned -> wanted.changes(planned.name()))
                .map(planned -> sums(plan.source(), planned, result, wanted))
                .reduce(new double[3], (a, b) -> new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]});
        return new RoundingError(Math.sqrt(sums[1] / sums[0]), Math.sqrt(sums[2] / sums[0]));
    }

    /** Squares of the values, of what was to change, and of what else did. */
    private static double[] sums(Gguf source, PlannedTensor planned, Gguf result, ValueChange wanted) {
        TensorInfo before = planned.tensor();
        TensorInfo after = Objects.requireNonNull(result.tensors().get(planned.name()));
        int columns = Math.toIntExact(before.dimensions().getFirst());
        long rows = before.dimensions().get(1);
        long matrices = before.values() / columns / rows;
        int part = (int) Math.clamp(PART_VALUES / columns, 1, rows);
        float[] old = new float[part * columns];
        float[] now = new float[part * columns];
        double[] sums = new double[3];
        for (long matrix = 0; matrix < matrices; matrix++) {
            for (long row = 0; row < rows; row += part) {
                int count = (int) Math.min(part, rows - row);
                long start = (matrix * rows + row) * columns;
                decode(source, before, start, count * columns, old);
                decode(result, after, start, count * columns, now);
                float[] aim = old.clone();
                wanted.apply(planned.name(), matrix, row, count, aim);
                for (int i = 0; i < count * columns; i++) {
                    sums[0] += (double) old[i] * old[i];
                    sums[1] += square((double) aim[i] - old[i]);
                    sums[2] += square((double) now[i] - aim[i]);
                }
            }
        }
        source.release(before);
        result.release(after);
        return sums;
    }

    private static double square(double x) {
        return x * x;
    }

    private static void decode(Gguf gguf, TensorInfo tensor, long start, int count, float[] target) {
        Format format = tensor.format();
        format.decode(gguf.data(tensor), format.bytes(start), target, 0, count / format.blockValues());
    }
}
