package org.cria.kernels.backend.tornado.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Cosine and sine of every angle that a program turns queries and keys by: for each rotation [positions, pairs, 2]. */
public final class RotationAngles {
    private final Map<Rotation, Integer> starts = new LinkedHashMap<>();
    private final FloatArray table;

    RotationAngles(Program program, int positions) {
        int size = 0;
        for (Step step : program.steps()) {
            if (step instanceof Step.Rope rope && !starts.containsKey(rope.rotation())) {
                starts.put(rope.rotation(), size);
                size = Math.addExact(
                        size, Math.multiplyExact(positions, rope.rotation().dims()));
            }
        }
        this.table = new FloatArray(Math.max(1, size));
        starts.forEach((rotation, start) -> fill(start, rotation, positions));
    }

    /** In double precision and in the order of the CPU backend, so that both turn by the same numbers. */
    private void fill(int start, Rotation rotation, int positions) {
        int at = start;
        for (int position = 0; position < positions; position++) {
            for (float frequency : rotation.frequencies()) {
                double angle = (double) position * frequency;
                table.set(at++, (float) (Math.cos(angle) * rotation.magnitude()));
                table.set(at++, (float) (Math.sin(angle) * rotation.magnitude()));
            }
        }
    }

    public FloatArray table() {
        return table;
    }

    /** Where a rotation's angles begin. */
    public int start(Rotation rotation) {
        return Objects.requireNonNull(starts.get(rotation));
    }
}
