package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;

/**
 * The upper half of an IEEE 754 binary32, two bytes per value: the same exponent, 7 bits of fraction. Decoding appends 16 zero
 * bits.
 */
final class BF16 implements Format {
    @Override
    public String name() {
        return "BF16";
    }

    @Override
    public int ggmlType() {
        return 30;
    }

    @Override
    public int blockValues() {
        return 1;
    }

    @Override
    public int blockBytes() {
        return 2;
    }

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int start, int blocks) {
        for (int i = 0; i < blocks; i++) {
            target[start + i] = Float.intBitsToFloat(source.get(Little.SHORT, offset + 2L * i) << 16);
        }
    }
}
