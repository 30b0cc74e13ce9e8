package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.cria.kernels.format.Little;
import org.cria.kernels.format.SixBitScales;

/**
 * A row's scales, decoded before its values: the loop over values stays short enough for the compiler that way. Formats of 256
 * values to a block with 8 groups of 32 begin with the same 16 bytes: two fp16 numbers, then 8 scales and 8 minima.
 */
final class GroupScales {
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(Math.min(8, Widening.COUNT) * Float.SIZE));
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final IntVector TO_BOTTOM = shifts();
    private static final VectorMask<Integer> SECOND_HALF = VectorMask.fromLong(INTS, 0xF0);

    private GroupScales() {}

    private static IntVector shifts() {
        int[] counts = new int[FLOATS.length()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = 8 * (i % 4);
        }
        return IntVector.fromArray(INTS, counts, 0);
    }

    /**
     * Decodes the scales of all groups.
     *
     * @param numbers at {@code sums}, for each group of 32 columns, the sum of its activations; the scales go to {@code scales},
     *     and to the first 8 lanes at {@code lanes}, of 4 lanes all, what all minima take from the product, in parts
     */
    static void decode(
            MemorySegment weights,
            long offset,
            int blockBytes,
            int blocks,
            float[] numbers,
            int sums,
            int scales,
            int lanes) {
        FloatVector minima = FloatVector.zero(FLOATS);
        for (int b = 0; b < blocks; b++) {
            long block = offset + (long) b * blockBytes;
            // Each access has a check of its bounds, so the 16 bytes before the values are read as two numbers.
            long first = weights.get(Little.LONG, block);
            long second = weights.get(Little.LONG, block + 8);
            float d = Float.float16ToFloat((short) first);
            float dmin = -Float.float16ToFloat((short) (first >>> 16));
            long eightScales = SixBitScales.scales(first >>> 32, second);
            long eightMinima = SixBitScales.minima(first >>> 32, second);
            int at = 8 * b;
            bytes(eightScales).mul(d).intoArray(numbers, scales + at);
            minima = bytes(eightMinima).mul(dmin).fma(FloatVector.fromArray(FLOATS, numbers, sums + at), minima);
            if (FLOATS.length() == 4) {
                bytes(eightScales >>> 32).mul(d).intoArray(numbers, scales + at + 4);
                minima = bytes(eightMinima >>> 32)
                        .mul(dmin)
                        .fma(FloatVector.fromArray(FLOATS, numbers, sums + at + 4), minima);
            }
        }
        minima.intoArray(numbers, lanes);
    }

    /** The first bytes of {@code eight}, as many as there are lanes, as numbers from 0 to 255. */
    private static FloatVector bytes(long eight) {
        IntVector words = IntVector.broadcast(INTS, (int) eight);
        if (FLOATS.length() == 8) {
            words = words.blend((int) (eight >>> 32), SECOND_HALF);
        }
        return (FloatVector)
                words.lanewise(VectorOperators.LSHR, TO_BOTTOM).and(0xFF).convert(VectorOperators.I2F, 0);
    }

    /** {@code sums[at + g] = Σ of the activations of group g}. */
    static void sum(float[] x, int start, int cols, int group, float factor, float[] sums, int at) {
        for (int g = 0; g < cols / group; g++) {
            double sum = 0;
            for (int i = 0; i < group; i++) {
                sum += x[start + g * group + i];
            }
            sums[at + g] = (float) (factor * sum);
        }
    }
}
