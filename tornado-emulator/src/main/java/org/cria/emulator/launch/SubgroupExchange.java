package org.cria.emulator.launch;

/** What a work-item gives to its subgroup of 32, and gets from it: CUDA's warp with all lanes. */
final class SubgroupExchange {
    static final int LANES = 32;

    private Kind kind = Kind.SUM;
    private float offered;
    private int delta;
    private float received;

    enum Kind {
        SUM,
        SHUFFLE_DOWN,
        FIRST
    }

    void offer(Kind what, float value, int distance) {
        kind = what;
        offered = value;
        delta = distance;
    }

    float received() {
        return received;
    }

    /** Gives each of a subgroup its result. */
    static void within(WorkItem[] items, int start) {
        float sum = 0f;
        for (int i = start; i < start + LANES; i++) {
            sum += items[i].exchange.offered;
        }
        for (int i = start; i < start + LANES; i++) {
            SubgroupExchange one = items[i].exchange;
            int from = i + one.delta;
            one.received = switch (one.kind) {
                case SUM -> sum;
                case SHUFFLE_DOWN -> from < start + LANES ? items[from].exchange.offered : one.offered;
                case FIRST -> items[start].exchange.offered;
            };
        }
    }
}
