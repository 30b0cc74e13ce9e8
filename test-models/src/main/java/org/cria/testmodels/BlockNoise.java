package org.cria.testmodels;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.cria.kernels.format.Format;

/**
 * Random weights in formats that are hard to encode: every bit of a block is random, which reaches more of a decoder than real
 * weights do; only the block's fp16 scales are chosen, so that the decoded values have the wanted spread.
 */
final class BlockNoise {
    /**
     * The fp16 scales of each format. A block's minimum is weighted so that the values are centred: it is subtracted or added
     * once for each value, while the scale meets a random number whose mean is the weight.
     */
    private static final Map<String, List<Scale>> SCALES = Map.ofEntries(
            Map.entry("Q4_0", List.of(new Scale(0, 1))),
            Map.entry("Q4_1", List.of(new Scale(0, 1), new Scale(2, -7.5))),
            Map.entry("Q5_0", List.of(new Scale(0, 1))),
            Map.entry("Q5_1", List.of(new Scale(0, 1), new Scale(2, -15.5))),
            Map.entry("Q8_0", List.of(new Scale(0, 1))),
            Map.entry("Q2_K", List.of(new Scale(80, 1), new Scale(82, 1.5))),
            Map.entry("Q3_K", List.of(new Scale(108, 1))),
            Map.entry("Q4_K", List.of(new Scale(0, 1), new Scale(2, 7.5))),
            Map.entry("Q5_K", List.of(new Scale(0, 1), new Scale(2, 15.5))),
            Map.entry("Q6_K", List.of(new Scale(208, 1))),
            Map.entry("IQ4_NL", List.of(new Scale(0, 1))),
            Map.entry("IQ4_XS", List.of(new Scale(0, 1))));

    private final Format format;
    private final List<Scale> scales;

    /**
     * @param offset in the block, in bytes
     * @param weight relative to the block's first scale
     */
    private record Scale(int offset, double weight) {}

    BlockNoise(Format format) {
        this.format = format;
        List<Scale> known = SCALES.get(format.name());
        if (known == null) {
            throw new IllegalArgumentException("no table of the scales in a block of " + format.name());
        }
        this.scales = known;
    }

    /** {@code values} encoded values of mean about 0 and the given deviation. */
    byte[] bytes(int values, double deviation, Noise noise) {
        int blocks = values / format.blockValues();
        byte[] bytes = noise.bytes(blocks * format.blockBytes());
        double[] factors = new double[blocks];
        for (int i = 0; i < blocks; i++) {
            // Both signs, as quantisers write them for some formats, keep the mean at 0 for codes that are not
            // symmetric.
            factors[i] = (0.5 + noise.uniform()) * (noise.below(2) == 0 ? -1 : 1);
        }
        scale(bytes, factors, 1);
        scale(bytes, factors, deviation / deviation(bytes, blocks));
        return bytes;
    }

    private void scale(byte[] bytes, double[] factors, double unit) {
        for (int i = 0; i < factors.length; i++) {
            for (Scale scale : scales) {
                short bits = Float.floatToFloat16((float) (factors[i] * unit * scale.weight()));
                GgufImage.put(bytes, i * format.blockBytes() + scale.offset(), 2, bits);
            }
        }
    }

    private double deviation(byte[] bytes, int blocks) {
        float[] values = new float[blocks * format.blockValues()];
        format.decode(MemorySegment.ofArray(bytes), 0, values, 0, blocks);
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return StrictMath.sqrt(squares / values.length);
    }
}
