package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.cria.kernels.backend.cpu.bytes.WeightGroup.Minima;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Little;

/**
 * What a product of a row of weights and a row of {@link ByteActivations} is, in plain Java. Every kernel gives these bits, whatever its
 * vectors' width, tiles and threads, but for the payload of a NaN.
 *
 * <p>A block's sum {@code s = Σ scale · level · q} is an integer below 2²⁴. The sum of all blocks has eight parts: block b is added to part
 * {@code b mod 8}, which becomes {@code fma(round(d · s), scale of activations, part)}, and where the format has minima
 * {@code fma(−minimum, sum of activations, part)} after it, for 16 values at a time where those have minima of their own. In the end parts
 * 4 to 7 are added to parts 0 to 3, then 2 and 3 to 0 and 1, then 1 to 0. A row that ends within a group of eight blocks is as one that goes
 * on with zeros.
 */
public final class ReferenceProduct {
    private final Format format;
    private final WeightReader reader;

    private ReferenceProduct(Format format, WeightReader reader) {
        this.format = format;
        this.reader = reader;
    }

    /** The product for a format that is one of {@link WeightReaders}. */
    public static ReferenceProduct of(Format format) {
        return new ReferenceProduct(format, WeightReaders.of(format));
    }

    /**
     * The sum of products.
     *
     * @param weights holds the encoded row
     * @param offset in {@code weights}, of the row, in bytes
     * @param activations holds a row of {@link ByteActivations}
     * @param at in {@code activations}, of the row's first group, in bytes
     * @param stride bytes between its groups
     * @param columns a multiple of the format's block
     */
    public float dot(MemorySegment weights, long offset, MemorySegment activations, long at, int stride, int columns) {
        WeightGroup group = new WeightGroup();
        float[] parts = new float[ByteActivations.BLOCKS];
        for (int c = 0; c < columns; c += ByteActivations.GROUP) {
            int values = Math.min(ByteActivations.GROUP, columns - c);
            read(weights, offset + format.bytes(c), group, values);
            add(group, activations, at + (long) (c / ByteActivations.GROUP) * stride, parts);
        }
        for (int width = parts.length / 2; width > 0; width /= 2) {
            for (int i = 0; i < width; i++) {
                parts[i] += parts[i + width];
            }
        }
        return parts[0];
    }

    private void read(MemorySegment weights, long offset, WeightGroup group, int values) {
        if (values < ByteActivations.GROUP) {
            Arrays.fill(group.level, 0);
            Arrays.fill(group.d, 0);
            Arrays.fill(group.minimum, -0f);
        }
        for (int first = 0; first < values; first += reader.blockValues()) {
            reader.read(weights, offset + format.bytes(first), group, first);
        }
    }

    private void add(WeightGroup group, MemorySegment activations, long at, float[] parts) {
        for (int b = 0; b < ByteActivations.BLOCKS; b++) {
            int sum = 0;
            for (int i = ByteActivations.BLOCK * b; i < ByteActivations.BLOCK * (b + 1); i++) {
                sum += group.scale[i / 16] * group.level[i] * activations.get(ValueLayout.JAVA_BYTE, at + i);
            }
            float scale = activations.get(Little.FLOAT, at + ByteActivations.SCALES + 4 * b);
            parts[b] = Math.fma(group.d[b] * sum, scale, parts[b]);
            if (reader.minima() == Minima.OF_BLOCKS) {
                float total = activations.get(Little.FLOAT, at + ByteActivations.SUMS + 4 * b);
                parts[b] = Math.fma(-group.minimum[b], total, parts[b]);
            } else if (reader.minima() == Minima.OF_HALVES) {
                for (int half = 0; half < 2; half++) {
                    int index = half * ByteActivations.BLOCKS + b;
                    float total = activations.get(Little.FLOAT, at + ByteActivations.HALF_SUMS + 4 * index);
                    parts[b] = Math.fma(-group.minimum[2 * b + half], total, parts[b]);
                }
            }
        }
    }
}
