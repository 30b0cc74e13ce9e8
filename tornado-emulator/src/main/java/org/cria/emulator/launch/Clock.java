package org.cria.emulator.launch;

/** Ticks of one plan: each launch, group and barrier gets one, so that a stamp tells what came before it. */
public final class Clock {
    /** Bits of a stamp that tell the work-item in its group. */
    static final int ITEM_BITS = 20;

    private long tick;

    /** The first stamp of a new tick. */
    long advance() {
        return ++tick << ITEM_BITS;
    }
}
