package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Weight;

/** Decodes a weight of one row, which is small and read by every row of a batch. */
final class VectorWeight {
    private VectorWeight() {}

    /** [columns] f32. */
    static float[] of(Weight weight) {
        float[] values = new float[weight.columns()];
        weight.format()
                .decode(
                        weight.data(),
                        0,
                        values,
                        0,
                        values.length / weight.format().blockValues());
        return values;
    }
}
