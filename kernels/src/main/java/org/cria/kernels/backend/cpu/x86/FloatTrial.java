package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** Whether {@link FloatKernels} give the bits of plain Java on this machine. */
final class FloatTrial {
    private static final int DEPTH = 11;
    private static final int PANELS = 2;

    private FloatTrial() {}

    static boolean passes(FloatKernels kernels) {
        for (int rows = 1; rows <= kernels.rows(); rows++) {
            for (int vectors = 1; vectors <= FloatTileKernel.VECTORS; vectors++) {
                if (!passes(kernels, rows, vectors)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean passes(FloatKernels kernels, int rows, int vectors) {
        Random random = new Random(rows);
        int pitch = kernels.leftPitch();
        MemorySegment left = random(random, PANELS * DEPTH * pitch);
        MemorySegment right = random(random, DEPTH * kernels.columns());
        int columns = vectors * kernels.lanes();
        float[] found = new float[PANELS * rows * columns];
        MemorySegment out = MemorySegment.ofArray(found);
        for (boolean adds : new boolean[] {false, true}) {
            kernels.multiply(left, 0, PANELS, DEPTH * pitch, right, 0, DEPTH, out, 0, columns, rows, vectors, adds);
        }
        for (int r = 0; r < PANELS * rows; r++) {
            for (int c = 0; c < columns; c++) {
                float sum = 0;
                for (int k = 0; k < DEPTH; k++) {
                    int at = (r / rows * DEPTH + k) * pitch + r % rows;
                    sum = Math.fma(value(left, at), value(right, k * kernels.columns() + c), sum);
                }
                if (found[r * columns + c] != sum + sum) {
                    return false;
                }
            }
        }
        return true;
    }

    private static float value(MemorySegment memory, int i) {
        return memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
    }

    private static MemorySegment random(Random random, int floats) {
        MemorySegment memory = Arena.ofAuto().allocate((long) floats * Float.BYTES, 64);
        for (int i = 0; i < floats; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        return memory;
    }
}
