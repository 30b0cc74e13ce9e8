package org.cria.kernels.lab;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Weight;

/** Seeded weights in any format, off the heap as a mapped file is: random bits in every block, and scales of a sane size. */
final class SampleWeights {
    private final Random random;
    private final Arena arena;

    SampleWeights(long seed, Arena arena) {
        this.random = new Random(seed);
        this.arena = arena;
    }

    Weight vector(String name, int columns) {
        return make(Formats.F32, name, 1, columns, 1);
    }

    Weight table(Format format, String name, int rows, int columns) {
        return make(format, name, rows, columns, 1);
    }

    /** Values of about the size {@code 1 / sqrt(columns)}, so that products with them keep their size. */
    Weight matrix(Format format, String name, int rows, int columns) {
        return make(format, name, rows, columns, 1 / Math.sqrt(columns));
    }

    private Weight make(Format format, String name, int rows, int columns, double size) {
        byte[] bytes = new byte[Math.toIntExact(format.bytes((long) rows * columns))];
        random.nextBytes(bytes);
        MemorySegment data = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, data, 0, bytes.length);
        double unit = size / largest(format);
        for (long block = 0; block < bytes.length; block += format.blockBytes()) {
            scale(format, data, block, size, unit);
        }
        return new Weight(name, format, rows, columns, data.asReadOnly());
    }

    /** About the largest value that a block has with a scale of one. */
    private static double largest(Format format) {
        return switch (format.name()) {
            case "Q4_0" -> 8;
            case "Q5_0" -> 16;
            case "Q8_0", "IQ4_NL" -> 128;
            case "Q4_1" -> 15;
            case "Q5_1" -> 31;
            case "Q2_K" -> 15 * 3;
            case "Q3_K", "IQ4_XS" -> 32 * 8;
            case "Q4_K" -> 63 * 15;
            case "Q5_K" -> 63 * 31;
            case "Q6_K" -> 128 * 32;
            default -> 1;
        };
    }

    /** Writes what is a number of its own: the value itself, or a block's scales in half precision. */
    private void scale(Format format, MemorySegment data, long block, double size, double unit) {
        switch (format.name()) {
            case "F32" -> data.set(Little.FLOAT, block, number(size));
            case "F16" -> half(data, block, size);
            case "BF16" -> data.set(Little.SHORT, block, (short) (Float.floatToRawIntBits(number(size)) >> 16));
            case "Q4_1", "Q5_1" -> {
                half(data, block, unit);
                half(data, block + 2, size);
            }
            case "Q4_K", "Q5_K" -> {
                half(data, block, unit);
                half(data, block + 2, size / 63);
            }
            case "Q2_K" -> {
                half(data, block + 80, unit);
                half(data, block + 82, size / 15);
            }
            case "Q3_K" -> half(data, block + 108, unit);
            case "Q6_K" -> half(data, block + 208, unit);
            default -> half(data, block, unit);
        }
    }

    private void half(MemorySegment data, long at, double size) {
        data.set(Little.SHORT, at, Float.floatToFloat16(number(size)));
    }

    private float number(double size) {
        return (float) (random.nextGaussian() * size);
    }
}
