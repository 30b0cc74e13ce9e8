package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;

/** The 16 levels that the indices of IQ4_NL and IQ4_XS stand for, as the format decodes them. */
public final class UnevenLevels {
    private static final int[] LEVELS = decoded();

    private UnevenLevels() {}

    /** The level of an index from 0 to 15. */
    public static int level(int index) {
        return LEVELS[index];
    }

    /** From a block whose scale is 1, and whose first 16 values have each index once. */
    private static int[] decoded() {
        MemorySegment block = MemorySegment.ofArray(new byte[Formats.IQ4_NL.blockBytes()]);
        block.set(Little.SHORT, 0, Float.floatToFloat16(1));
        for (int i = 0; i < 16; i++) {
            block.set(ValueLayout.JAVA_BYTE, 2 + i, (byte) i);
        }
        float[] values = new float[Formats.IQ4_NL.blockValues()];
        Formats.IQ4_NL.decode(block, 0, values, 0, 1);
        int[] levels = new int[16];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (int) values[i];
        }
        return levels;
    }
}
