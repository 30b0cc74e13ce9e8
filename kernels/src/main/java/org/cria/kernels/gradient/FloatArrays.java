package org.cria.kernels.gradient;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Arrays that are no longer used and may be used again: a pass allocates nothing once one of its size has run. */
final class FloatArrays {
    private final Map<Integer, Deque<float[]>> free = new HashMap<>();

    /** At least {@code rows · columns} floats of any values. */
    float[] take(int rows, int columns) {
        int length = Math.multiplyExact(rows, columns);
        Deque<float[]> some = free.computeIfAbsent(columns, _ -> new ArrayDeque<>());
        for (float[] array; (array = some.poll()) != null; ) {
            if (array.length >= length) {
                return array;
            }
        }
        return new float[length];
    }

    /** Hands an array back that was taken for so many columns. */
    void give(float[] array, int columns) {
        free.computeIfAbsent(columns, _ -> new ArrayDeque<>()).push(array);
    }
}
