package org.cria.kernels.backend.cpu.x86.asm;

import java.util.ArrayList;
import java.util.List;

/** A place in the code that jumps name; bound once. */
public final class Label {
    private final List<Integer> jumps = new ArrayList<>();
    private int place = -1;

    void bind(int at) {
        if (place >= 0) {
            throw new IllegalStateException("the label is bound already");
        }
        place = at;
    }

    boolean bound() {
        return place >= 0;
    }

    int place() {
        return place;
    }

    /** Remembers where the 32-bit distance of a jump is to be written. */
    void addJump(int at) {
        jumps.add(at);
    }

    List<Integer> jumps() {
        return jumps;
    }
}
