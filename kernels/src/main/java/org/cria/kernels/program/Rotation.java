package org.cria.kernels.program;

import java.util.List;

/**
 * A rotary position embedding, reduced to numbers: each pair of a head's values turns by {@code position · frequencies[i]} and grows
 * by {@code magnitude}. Every scaling in use (linear, Llama 3's factors, YaRN) is a choice of these numbers. Values beyond
 * {@code 2 · frequencies.size()} pass unchanged.
 *
 * @param frequencies radians per position
 * @param magnitude factor on the rotated values, 1 without YaRN
 * @param pairing which values are pair {@code i}
 * @see <a href="https://arxiv.org/abs/2104.09864">RoFormer</a>
 */
public record Rotation(List<Float> frequencies, float magnitude, Pairing pairing) {
    /** Which values of a head turn together. */
    public enum Pairing {
        /** Values {@code 2i} and {@code 2i + 1}, as in the paper. */
        NEIGHBOURS,
        /** Values {@code i} and {@code i + frequencies.size()}, as GPT-NeoX has them. */
        HALVES
    }

    public Rotation {
        frequencies = List.copyOf(frequencies);
    }

    /** A rotation of neighbours. */
    public Rotation(List<Float> frequencies, float magnitude) {
        this(frequencies, magnitude, Pairing.NEIGHBOURS);
    }

    /** How many pairs turn. */
    public int pairs() {
        return frequencies.size();
    }

    /** How many leading values of a head turn. */
    public int dims() {
        return 2 * frequencies.size();
    }

    /** How far the first value of a pair is from that of the next pair. */
    public int stride() {
        return pairing == Pairing.NEIGHBOURS ? 2 : 1;
    }

    /** How far the second value of a pair is from its first. */
    public int reach() {
        return pairing == Pairing.NEIGHBOURS ? 1 : pairs();
    }
}
