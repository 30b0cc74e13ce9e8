package org.cria.kernels.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Weight;

/** Seeded weights in any format, off the heap as a mapped file is: random bits in every block, and scales of a sane size. */
final class RandomWeights {
    private final Random random;

    RandomWeights(long seed) {
        this.random = new Random(seed);
    }

    Weight f32(String name, int rows, int columns) {
        return of(Formats.F32, name, rows, columns);
    }

    /** Values of about the size {@code 1 / sqrt(columns)}, so that products with them keep their size. */
    Weight scaled(Format format, String name, int rows, int columns) {
        return of(format, name, rows, columns, 1 / Math.sqrt(columns));
    }

    Weight of(Format format, String name, int rows, int columns) {
        return of(format, name, rows, columns, 1);
    }

    Weight of(Format format, String name, int rows, int columns, double size) {
        byte[] bytes = new byte[Math.toIntExact(format.bytes((long) rows * columns))];
        random.nextBytes(bytes);
        MemorySegment data = Arena.ofAuto().allocate(bytes.length, 32);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, data, 0, bytes.length);
        for (long block = 0; block < bytes.length; block += format.blockBytes()) {
            putNumbers(format, data, block, size);
        }
        return new Weight(name, format, rows, columns, data.asReadOnly());
    }

    /** Replaces what is a number of its own: the value itself, or a block's fp16 scales. */
    private void putNumbers(Format format, MemorySegment data, long block, double size) {
        switch (format.name()) {
            case "F32" -> data.set(Little.FLOAT, block, number(size));
            case "F16" -> data.set(Little.SHORT, block, Float.floatToFloat16(number(size)));
            case "BF16" -> data.set(Little.SHORT, block, (short) (Float.floatToRawIntBits(number(size)) >> 16));
            case "Q4_1" -> scales(data, block, 0, size / 8, 2, size);
            case "Q5_1" -> scales(data, block, 0, size / 16, 2, size);
            case "Q8_0", "IQ4_NL" -> scales(data, block, 0, size / 64, 0, size / 64);
            case "Q4_0" -> scales(data, block, 0, size / 4, 0, size / 4);
            case "Q5_0" -> scales(data, block, 0, size / 8, 0, size / 8);
            case "Q2_K" -> scales(data, block, 80, size / 16, 82, size / 16);
            case "Q3_K" -> scales(data, block, 108, size / 64, 108, size / 64);
            case "Q4_K" -> scales(data, block, 0, size / 256, 2, size / 64);
            case "Q5_K" -> scales(data, block, 0, size / 512, 2, size / 64);
            case "Q6_K" -> scales(data, block, 208, size / 1024, 208, size / 1024);
            case "IQ4_XS" -> scales(data, block, 0, size / 1024, 0, size / 1024);
            default -> throw new IllegalArgumentException("say where " + format.name() + " keeps its scales");
        }
    }

    private void scales(MemorySegment data, long block, int first, double size, int second, double secondSize) {
        data.set(Little.SHORT, block + second, Float.floatToFloat16(number(secondSize)));
        data.set(Little.SHORT, block + first, Float.floatToFloat16(number(size)));
    }

    private float number(double size) {
        return (float) (random.nextGaussian() * size);
    }
}
