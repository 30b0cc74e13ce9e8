package org.cria.kernels.gradient;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Room for panels, on the heap or, for machine code, outside. */
final class Panels {
    private final boolean outside;
    private float[] values = new float[0];
    private MemorySegment memory = MemorySegment.NULL;

    Panels(boolean outside) {
        this.outside = outside;
    }

    /** Makes room for so many floats; what was there is lost. */
    void ensure(int length) {
        if (memory.byteSize() >= (long) length * Float.BYTES) {
            return;
        }
        if (outside) {
            memory = Arena.ofAuto().allocate((long) length * Float.BYTES, 64);
        } else {
            values = new float[length];
            memory = MemorySegment.ofArray(values);
        }
    }

    /** Empty where they are outside the heap. */
    float[] values() {
        return values;
    }

    MemorySegment memory() {
        return memory;
    }

    /** Zeros. */
    void clear(int at, int length) {
        memory.asSlice((long) at * Float.BYTES, (long) length * Float.BYTES).fill((byte) 0);
    }
}
