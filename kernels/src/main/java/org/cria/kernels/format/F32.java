package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;

/** IEEE 754 binary32. */
final class F32 implements Format {
    @Override
    public String name() {
        return "F32";
    }

    @Override
    public int ggmlType() {
        return 0;
    }

    @Override
    public int blockValues() {
        return 1;
    }

    @Override
    public int blockBytes() {
        return 4;
    }

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int start, int blocks) {
        for (int i = 0; i < blocks; i++) {
            target[start + i] = source.get(Little.FLOAT, offset + 4L * i);
        }
    }
}
