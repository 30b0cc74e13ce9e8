package org.cria.kernels.program;

import java.util.List;

/**
 * A rotary position embedding, reduced to numbers: pair {@code i} of a head, the values {@code 2i} and {@code 2i + 1}, turns by
 * {@code position · frequencies[i]} and grows by {@code magnitude}. Every scaling in use (linear, Llama 3's factors, YaRN) is a
 * choice of these numbers. Values beyond {@code 2 · frequencies.size()} pass unchanged.
 *
 * @param frequencies radians per position
 * @param magnitude factor on the rotated values, 1 without YaRN
 * @see <a href="https://arxiv.org/abs/2104.09864">RoFormer</a>
 */
public record Rotation(List<Float> frequencies, float magnitude) {
    public Rotation {
        frequencies = List.copyOf(frequencies);
    }

    /** How many leading values of a head turn. */
    public int dims() {
        return 2 * frequencies.size();
    }
}
