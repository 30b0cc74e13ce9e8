package org.cria.kernels.format.f16;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Little;

/**
 * IEEE 754 binary16, two bytes per value. Infinities, NaNs and subnormal values all occur in the format and decode to their
 * binary32 counterparts.
 */
public final class F16 implements Format {
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
