package org.cria.kernels.backend.tornado.memory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The gains and biases of a segment's layers, an epsilon behind each gain. */
public final class Vectors {
    private final FloatArray array;
    private final int stride;
    private final Map<Step, Integer> starts = new LinkedHashMap<>();

    Vectors(Segment segment) {
        int size = 0;
        for (Step step : segment.steps()) {
            if (!step.weights(Weight.Role.VECTOR).isEmpty()) {
                starts.put(step, size);
                size += step.weights(Weight.Role.VECTOR).stream()
                        .mapToInt(Weight::columns)
                        .sum();
                size += step instanceof Step.RmsNorm ? 1 : 0;
            }
        }
        this.stride = size;
        this.array = new FloatArray(Math.max(1, size * segment.layers().size()));
        for (int layer = 0; layer < segment.layers().size(); layer++) {
            fill(segment.layers().get(layer), layer * stride);
        }
    }

    private void fill(List<Step> steps, int from) {
        int at = from;
        for (Step step : steps) {
            for (Weight vector : step.weights(Weight.Role.VECTOR)) {
                at = put(vector, at);
            }
            if (step instanceof Step.RmsNorm norm) {
                array.set(at++, norm.epsilon());
            }
        }
    }

    private int put(Weight weight, int at) {
        float[] values = new float[weight.columns()];
        weight.format()
                .decode(
                        weight.data(),
                        0,
                        values,
                        0,
                        values.length / weight.format().blockValues());
        for (int i = 0; i < values.length; i++) {
            array.set(at + i, values[i]);
        }
        return at + values.length;
    }

    public FloatArray array() {
        return array;
    }

    /** Numbers of one layer. */
    public int stride() {
        return stride;
    }

    /** Where the gain or bias of one of the first layer's steps begins. */
    public int start(Step step) {
        return Objects.requireNonNull(starts.get(step));
    }
}
