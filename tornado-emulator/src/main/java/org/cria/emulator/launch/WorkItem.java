package org.cria.emulator.launch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One work-item: its ids, its group's arrays, and its variables while it waits at a barrier. Kernel code gets one in
 * place of TornadoVM's {@code KernelContext}, and hands it to every access.
 */
public final class WorkItem {
    /** Kinds of waiting. */
    public static final int LOCAL = 0;

    public static final int GLOBAL = 1;
    public static final int SUBGROUP = 2;

    private static final int[] NO_SITES = {};

    /** The launch that it is of now. */
    KernelRun launch;

    private final Frames frames = new Frames();
    private int x;
    private int y;
    private int z;
    private int groupX;
    private int groupY;
    private int groupZ;
    private int localX;
    private int localY;
    private int localZ;
    /** Number in the group. */
    int index;
    /** Stands for more than one work-item: code around a parallel loop, which all its iterations run. */
    boolean partial;

    /** Places of the local arrays that it has come by in this group. */
    private int[] allocationSites = NO_SITES;

    private int allocations;

    boolean suspended;
    private boolean resuming;
    /** The barrier where it waits: a site, negative for a global one. */
    int barrier;
    /** Whether it waits for its subgroup only. */
    boolean inSubgroup;

    final SubgroupExchange exchange = new SubgroupExchange();
    /** The calls that led there. */
    int path;

    WorkItem(KernelRun launch) {
        this.launch = launch;
    }

    /** Joins another launch, with the memory that it has. */
    void join(KernelRun other) {
        launch = other;
    }

    void place(Grid grid, int group, int index) {
        this.index = index;
        localX = index % grid.localX();
        localY = index / grid.localX() % grid.localY();
        localZ = index / grid.localX() / grid.localY();
        groupX = group % grid.groupsX();
        groupY = group / grid.groupsX() % grid.groupsY();
        groupZ = group / grid.groupsX() / grid.groupsY();
        x = groupX * grid.localX() + localX;
        y = groupY * grid.localY() + localY;
        z = groupZ * grid.localZ() + localZ;
        frames.clear();
        allocations = 0;
        suspended = false;
        resuming = false;
    }

    /** Continues after the barrier at the next call of the kernel. */
    void resume() {
        suspended = false;
        resuming = true;
        path = 0;
    }

    public int globalIdx() {
        return x;
    }

    public int globalIdy() {
        return y;
    }

    public int globalIdz() {
        return z;
    }

    public int groupIdx() {
        return groupX;
    }

    public int groupIdy() {
        return groupY;
    }

    public int groupIdz() {
        return groupZ;
    }

    public int localIdx() {
        return localX;
    }

    public int localIdy() {
        return localY;
    }

    public int localIdz() {
        return localZ;
    }

    public int globalGroupSizeX() {
        return launch.grid.globalX();
    }

    public int globalGroupSizeY() {
        return launch.grid.globalY();
    }

    public int globalGroupSizeZ() {
        return launch.grid.globalZ();
    }

    public int localGroupSizeX() {
        return launch.grid.localX();
    }

    public int localGroupSizeY() {
        return launch.grid.localY();
    }

    public int localGroupSizeZ() {
        return launch.grid.localZ();
    }

    /** The group's array of this place in the code. */
    public Cells allocateLocal(int length, int site) {
        int occurrence = 0;
        for (int i = 0; i < allocations; i++) {
            occurrence += allocationSites[i] == site ? 1 : 0;
        }
        if (allocations == allocationSites.length) {
            allocationSites = Arrays.copyOf(allocationSites, 4 + 2 * allocations);
        }
        allocationSites[allocations++] = site;
        return launch.localArray(length, site, occurrence);
    }

    /** The variable of a parallel loop, {@code depth} loops inside others, has a new value. */
    public void at(int depth, int value) {
        launch.iteration(this, depth, value);
    }

    /** The end of a parallel loop. */
    public void leave(int depth) {
        launch.leave(this, depth);
    }

    // What follows is called by code that was split at its barriers.

    public void simdSum(float value) {
        exchange.offer(SubgroupExchange.Kind.SUM, value, 0);
    }

    public void simdShuffleDown(float value, int delta) {
        exchange.offer(SubgroupExchange.Kind.SHUFFLE_DOWN, value, delta);
    }

    public void simdBroadcastFirst(float value) {
        exchange.offer(SubgroupExchange.Kind.FIRST, value, 0);
    }

    /** What the subgroup's exchange gave, after waiting. */
    public float received() {
        return exchange.received();
    }

    /** Waits; the kernel returns right after this call. */
    public void await(int site, int kind) {
        suspended = true;
        inSubgroup = kind == SUBGROUP;
        barrier = kind == GLOBAL ? -1 - site : site;
        path = 0;
    }

    public boolean suspended() {
        return suspended;
    }

    public boolean resuming() {
        return resuming;
    }

    /** The innermost call has its variables back. */
    public void resumed() {
        resuming = false;
    }

    public static void save(int value, WorkItem item) {
        item.frames.push(value);
    }

    public static void save(long value, WorkItem item) {
        item.frames.push(value);
    }

    public static void save(float value, WorkItem item) {
        item.frames.push(Float.floatToRawIntBits(value));
    }

    public static void save(double value, WorkItem item) {
        item.frames.push(Double.doubleToRawLongBits(value));
    }

    public static void save(@Nullable Object value, WorkItem item) {
        item.frames.pushReference(value);
    }

    /** Saves which barrier or call the method stopped at. */
    public void saveState(int state) {
        frames.push(state);
        path = 31 * path + state;
    }

    public int restoreInt() {
        return (int) frames.pop();
    }

    public long restoreLong() {
        return frames.pop();
    }

    public float restoreFloat() {
        return Float.intBitsToFloat((int) frames.pop());
    }

    public double restoreDouble() {
        return Double.longBitsToDouble(frames.pop());
    }

    public @Nullable Object restoreReference() {
        return frames.popReference();
    }
}
