package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Little;

/**
 * A row of random blocks, off the heap as a mapped file is, at an odd address.
 *
 * @param weights exactly the row after {@link #OFFSET} other bytes, so that a read past its end fails
 * @param values what the reference decode gives
 */
record EncodedRow(Format format, MemorySegment weights, float[] values) {
    static final int OFFSET = 3;

    static EncodedRow random(Format format, int cols, long seed, boolean subnormalScales) {
        Random random = new Random(seed);
        byte[] bytes = new byte[OFFSET + Math.toIntExact(format.bytes(cols))];
        random.nextBytes(bytes);
        MemorySegment weights = Arena.ofAuto().allocate(bytes.length, 64);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, weights, 0, bytes.length);
        for (long block = OFFSET; block < bytes.length; block += format.blockBytes()) {
            putNumbers(format, weights, block, random, subnormalScales);
        }
        return of(format, weights, cols);
    }

    static EncodedRow of(Format format, MemorySegment weights, int cols) {
        float[] values = new float[cols];
        format.decode(weights, OFFSET, values, 0, cols / format.blockValues());
        return new EncodedRow(format, weights, values);
    }

    /** Random bits as a scale could be infinite: these are small instead, or subnormal. */
    private static void putNumbers(
            Format format, MemorySegment weights, long block, Random random, boolean subnormalScales) {
        float number = (float) random.nextGaussian();
        switch (format.name()) {
            case "F32" -> weights.set(Little.FLOAT, block, subnormalScales ? number * Float.MIN_NORMAL : number);
            case "BF16" ->
                weights.set(Little.SHORT, block, (short)
                        (Float.floatToRawIntBits(subnormalScales ? number * Float.MIN_NORMAL : number) >> 16));
            case "F16" -> weights.set(Little.SHORT, block, half(random, 1, subnormalScales));
            case "Q4_1", "Q5_1", "Q4_K", "Q5_K" -> putScales(weights, block, 0, 2, random, subnormalScales);
            case "Q2_K" -> putScales(weights, block, 80, 82, random, subnormalScales);
            case "Q3_K" -> putScales(weights, block, 108, 108, random, subnormalScales);
            case "Q6_K" -> putScales(weights, block, 208, 208, random, subnormalScales);
            default -> putScales(weights, block, 0, 0, random, subnormalScales);
        }
    }

    private static void putScales(
            MemorySegment weights, long block, int first, int second, Random random, boolean subnormalScales) {
        weights.set(Little.SHORT, block + first, half(random, 0.01f, subnormalScales));
        weights.set(Little.SHORT, block + second, half(random, 0.01f, subnormalScales));
    }

    private static short half(Random random, float size, boolean subnormal) {
        return subnormal
                ? (short) (random.nextInt(1024) | random.nextInt(2) << 15)
                : Float.floatToFloat16((float) random.nextGaussian() * size);
    }
}
