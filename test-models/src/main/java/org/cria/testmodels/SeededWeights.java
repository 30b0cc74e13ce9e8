package org.cria.testmodels;

import java.util.Map;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/**
 * Writes tensors of random values: the same for a seed and a tensor's name, whatever other tensors there are.
 *
 * @param formats of matrices that have one of their own
 * @param format of all others; vectors are F32
 */
record SeededWeights(GgufWriter writer, long seed, Map<String, Format> formats, Format format) {
    /** @param gain on values whose products would be as large as what they multiply */
    void matrix(String name, int rows, int cols, double gain) {
        Format own = own(name, cols);
        byte[] data = encoded(own, rows * cols, gain / StrictMath.sqrt(cols), name);
        writer.tensor(name, own, data, cols, rows);
    }

    /** Several matrices in one tensor. */
    void matrices(String name, int count, int rows, int cols) {
        Format own = own(name, cols);
        byte[] data = encoded(own, count * rows * cols, 1 / StrictMath.sqrt(cols), name);
        writer.tensor(name, own, data, cols, rows, count);
    }

    void vector(String name, int length, double mean) {
        float[] values = new Noise(seed, name).gaussians(length, mean, 0.1);
        writer.tensor(name, Formats.F32, Encoder.f32(values), length);
    }

    private Format own(String name, int cols) {
        Format own = formats.getOrDefault(name, format);
        if (cols % own.blockValues() != 0) {
            throw new IllegalArgumentException(name + " has rows of " + cols + " values, " + own.name() + " needs a"
                    + " multiple of " + own.blockValues());
        }
        return own;
    }

    private byte[] encoded(Format own, int count, double deviation, String name) {
        Noise noise = new Noise(seed, name);
        return switch (own.name()) {
            case "F32" -> Encoder.f32(noise.gaussians(count, 0, deviation));
            case "F16" -> Encoder.f16(noise.gaussians(count, 0, deviation));
            case "BF16" -> Encoder.bf16(noise.gaussians(count, 0, deviation));
            case "Q8_0" -> Encoder.q8_0(noise.gaussians(count, 0, deviation));
            case "Q4_0" -> Encoder.q4_0(noise.gaussians(count, 0, deviation));
            default -> new BlockNoise(own).bytes(count, deviation, noise);
        };
    }
}
