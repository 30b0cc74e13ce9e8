package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Little;

/** Encoded weights of any bits, whose fp16 numbers are finite. */
public final class RandomBlocks {
    private RandomBlocks() {}

    /** Fills a segment with whole blocks. */
    public static void fill(Format format, MemorySegment weights, Random random) {
        byte[] bytes = new byte[Math.toIntExact(weights.byteSize())];
        random.nextBytes(bytes);
        MemorySegment.copy(bytes, 0, weights, ValueLayout.JAVA_BYTE, 0, bytes.length);
        finiteNumbers(format, weights, random);
    }

    /** Gives whole blocks other fp16 numbers. */
    public static void finiteNumbers(Format format, MemorySegment weights, Random random) {
        for (long block = 0; block < weights.byteSize(); block += format.blockBytes()) {
            for (int number : numbers(format)) {
                weights.set(Little.SHORT, block + number, half(random));
            }
        }
    }

    /** One of 16 is subnormal, one of 16 is 0. */
    private static short half(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> (short) (random.nextInt(1024) | random.nextInt(2) << 15);
            case 1 -> 0;
            default -> Float.floatToFloat16((float) random.nextGaussian() * 0.01f);
        };
    }

    /** Where a block has its fp16 numbers. */
    private static int[] numbers(Format format) {
        return switch (format.name()) {
            case "Q4_1", "Q5_1", "Q4_K", "Q5_K" -> new int[] {0, 2};
            case "Q2_K" -> new int[] {80, 82};
            case "Q3_K" -> new int[] {108};
            case "Q6_K" -> new int[] {208};
            default -> new int[] {0};
        };
    }

    /** Activations as they come: of several sizes, now and then one that is much larger than its neighbours, and blocks of zeros. */
    public static float[] activations(int count, Random random) {
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            int block = i / ByteActivations.BLOCK;
            float size = block % 7 == 3 ? 0 : (float) Math.pow(10, block % 5 - 3);
            x[i] = (float) random.nextGaussian() * (random.nextInt(50) == 0 ? 40 * size : size);
        }
        return x;
    }
}
