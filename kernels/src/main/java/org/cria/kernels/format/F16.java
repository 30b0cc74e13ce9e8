package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;

/**
 * IEEE 754 binary16, two bytes per value. Infinities, NaNs and subnormal values all occur in the format and decode to their
 * binary32 counterparts.
 */
final class F16 implements Format {
    @Override
    public String name() {
        return "F16";
    }

    @Override
    public int ggmlType() {
        return 1;
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
            target[start + i] = Float.float16ToFloat(source.get(Little.SHORT, offset + 2L * i));
        }
    }
}
