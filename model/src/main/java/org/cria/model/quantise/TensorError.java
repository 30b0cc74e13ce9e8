package org.cria.model.quantise;

import java.util.List;
import org.cria.kernels.format.Format;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.gguf.TensorInfo;

/**
 * What quantising did to a tensor.
 *
 * @param before in the file that was read
 * @param after in the new file
 * @param meanSquare of the values before
 * @param error the mean square of what each value changed by
 */
public record TensorError(TensorInfo before, TensorInfo after, double meanSquare, double error) {
    private static final int PART_VALUES = 1 << 15;

    /** The error as a part of the values' own mean square; 0 where all values are zero. */
    public double relative() {
        return meanSquare == 0 ? 0 : error / meanSquare;
    }

    /**
     * Measures all tensors, several at a time.
     *
     * @param result a quantised file of {@code source}; tensors come in its order
     */
    public static List<TensorError> measure(Gguf source, Gguf result) {
        return result.tensors().values().parallelStream()
                .map(after -> {
                    TensorInfo before = source.tensors().get(after.name());
                    if (before == null || !before.dimensions().equals(after.dimensions())) {
                        throw new GgufException(
                                result.place(),
                                "tensor '" + after.name() + "' is not as in " + source.place(),
                                "a quantised file of it",
                                "Quantise the model again.");
                    }
                    return of(source, before, result, after);
                })
                .toList();
    }

    private static TensorError of(Gguf source, TensorInfo before, Gguf result, TensorInfo after) {
        float[] old = new float[PART_VALUES];
        float[] now = new float[PART_VALUES];
        double squares = 0;
        double errors = 0;
        long values = after.values();
        for (long start = 0; start < values; start += PART_VALUES) {
            int count = (int) Math.min(PART_VALUES, values - start);
            decode(source, before, start, count, old);
            decode(result, after, start, count, now);
            for (int i = 0; i < count; i++) {
                double difference = (double) now[i] - old[i];
                squares += (double) old[i] * old[i];
                errors += difference * difference;
            }
        }
        source.release(before);
        result.release(after);
        return new TensorError(before, after, squares / values, errors / values);
    }

    private static void decode(Gguf gguf, TensorInfo tensor, long start, int count, float[] target) {
        Format format = tensor.format();
        format.decode(gguf.data(tensor), format.bytes(start), target, 0, count / format.blockValues());
    }
}
