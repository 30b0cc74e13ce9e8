package org.cria.emulator.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.cria.emulator.Finding;
import org.cria.emulator.FindingKind;
import org.jspecify.annotations.Nullable;

/** One run of one kernel over its grid or its parallel loops, on the calling thread, group by group. */
public final class KernelRun {
    final boolean watching;
    final Grid grid;
    final boolean hasOutputs;

    /**
     * Stamps at which the launch, the group, and the epochs since the last barrier of either kind began; and the
     * stamp of now.
     */
    long start;

    long group;
    long globalFence;
    long localFence;
    long now;

    private final LaunchSpec spec;
    private final @Nullable Object[] arguments;
    private final Clock clock;
    private final WorkItems workItems;
    private final Set<DeviceBuffer> outputs;
    private final IdentityHashMap<DeviceBuffer, String> names = new IdentityHashMap<>();
    private final List<LocalArray> localArrays = new ArrayList<>();
    private final Consumer<String> printing;
    private final FindingLog log;
    private final GroupNames groupNames;
    private final int[] iteration = new int[3];

    /**
     * @param spec     what to run
     * @param clock    of the plan
     * @param workItems of the plan
     * @param watching whether accesses are watched
     * @param printing takes what the kernel prints
     */
    public KernelRun(LaunchSpec spec, Clock clock, WorkItems workItems, boolean watching, Consumer<String> printing) {
        this.workItems = workItems;
        this.printing = printing;
        this.spec = spec;
        this.grid = spec.grid();
        this.clock = clock;
        this.watching = watching;
        this.hasOutputs = spec.outputs() != null;
        this.outputs = spec.outputs() == null ? Set.of() : spec.outputs();
        this.log = new FindingLog(spec.task(), spec.kernel(), spec.sites());
        this.groupNames = new GroupNames(spec.parallelLoops(), grid);
        this.arguments = spec.arguments().toArray();
        for (int i = 0; i < arguments.length; i++) {
            DeviceBuffer buffer = buffer(arguments[i]);
            if (buffer != null) {
                names.putIfAbsent(buffer, spec.parameterNames().get(i));
            }
        }
        Set<DeviceBuffer> written = buffers(spec.written());
        Set<DeviceBuffer> reduced = buffers(spec.reduced());
        names.keySet().forEach(buffer -> buffer.begin(written.contains(buffer), reduced.contains(buffer)));
    }

    private Set<DeviceBuffer> buffers(List<Integer> numbers) {
        Set<DeviceBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int number : numbers) {
            DeviceBuffer buffer = buffer(arguments[number]);
            if (buffer != null) {
                buffers.add(buffer);
            }
        }
        return buffers;
    }

    private static @Nullable DeviceBuffer buffer(@Nullable Object argument) {
        return switch (argument) {
            case DeviceBuffer buffer -> buffer;
            case DeviceMatrix matrix -> matrix.numbers();
            case null, default -> null;
        };
    }

    /**
     * Runs all work-items.
     *
     * @return what was found, at most one finding per kind, place and array, in the order of execution
     */
    public List<Finding> run(CompiledKernel kernel) {
        start = clock.advance();
        try {
            if (spec.parallelLoops() > 0) {
                WorkItem item = new WorkItem(this);
                item.place(grid, 0, 0);
                around(item, 0);
                kernel.run(item, arguments);
            } else {
                runGroups(kernel);
            }
        } catch (StopLaunch stop) {
            assert !log.findings().isEmpty() : stop;
        }
        return log.findings();
    }

    private void runGroups(CompiledKernel kernel) {
        WorkItem[] items = workItems.of(this, grid.groupSize());
        GroupTurns turns = new GroupTurns(this, items, kernel, arguments, log);
        for (int g = 0; g < grid.groups(); g++) {
            newGroup();
            for (int i = 0; i < items.length; i++) {
                items[i].place(grid, g, i);
                kernel.run(items[i], arguments);
            }
            turns.finish();
        }
    }

    private void newGroup() {
        now = clock.advance();
        group = now;
        globalFence = now;
        localFence = now;
        groupNames.add(now, iteration);
    }

    void iteration(WorkItem item, int depth, int value) {
        iteration[depth] = value;
        around(item, depth + 1);
    }

    void leave(WorkItem item, int depth) {
        around(item, depth);
    }

    /**
     * A new work-item, or, with fewer loops entered than there are, one that stands for all iterations of the others.
     */
    private void around(WorkItem item, int loops) {
        Arrays.fill(iteration, loops, 3, GroupNames.ALL);
        item.partial = loops < spec.parallelLoops();
        newGroup();
    }

    /**
     * @param occurrence how often the work-item has come by this place: a method called twice has two arrays, as on
     * devices
     */
    Cells localArray(int length, int site, int occurrence) {
        for (int i = 0; i < localArrays.size(); i++) {
            LocalArray made = localArrays.get(i);
            if (made.site == site && made.occurrence == occurrence) {
                if (made.cells.length() == length) {
                    return made.inGroup(group);
                }
                localArrays.remove(i);
                break;
            }
        }
        LocalArray made = new LocalArray(site, occurrence, Cells.local(length, site, watching));
        localArrays.add(made);
        return made.inGroup(group);
    }

    void print(String text) {
        printing.accept(text);
    }

    String parameterName(DeviceBuffer buffer) {
        return names.getOrDefault(buffer, "array");
    }

    String arrayName(int site) {
        return spec.sites().get(site).array();
    }

    /** The barrier orders what came before it. */
    void pass(boolean isGlobal) {
        now = clock.advance();
        if (isGlobal) {
            globalFence = now;
        } else {
            localFence = now;
        }
    }

    String name(int item) {
        return groupNames.name(now, item);
    }

    void unwritten(Watched array, int index, WorkItem item, int site, boolean outdated) {
        FindingKind kind = outdated ? FindingKind.STALE_DEVICE_READ : FindingKind.UNWRITTEN_READ;
        String why = outdated
                ? ", which is out of date: the host has changed it since it was copied, or had not got the device's newer"
                        + " value when it was. Transfer it at every execution, or back to the host first."
                : array instanceof DeviceBuffer
                        ? ", which was neither copied to the device nor written by an earlier task. Add the transfer or the task."
                        : ", which nothing has written; this memory is not cleared on devices. Write it first, or put the barrier between.";
        log.add(
                kind,
                site,
                array.name(this),
                index,
                List.of(name(item.index)),
                items -> items.getFirst() + " reads " + array.name(this) + "[" + index + "]" + why);
    }

    StopLaunch outOfBounds(Watched array, int index, WorkItem item, int site) {
        log.add(
                FindingKind.OUT_OF_BOUNDS,
                site,
                array.name(this),
                index,
                List.of(name(item.index)),
                items -> items.getFirst()
                        + " uses " + array.name(this) + "[" + index + "] of " + array.length()
                        + " elements. On a device this corrupts other memory: check the index.");
        return new StopLaunch();
    }

    void race(Watched array, int index, WorkItem item, int site, long stamp, boolean writes, boolean otherWrote) {
        List<String> pair = List.of(name(item.index), groupNames.name(stamp, Watch.item(stamp)));
        String fence = array instanceof Cells ? "localBarrier()" : "globalBarrier()";
        String remedy = stamp >= group
                ? "A " + fence + " must stand between."
                : "No barrier orders work-items of different groups: use a task of its own.";
        log.add(
                FindingKind.DATA_RACE,
                site,
                array.name(this),
                index,
                pair,
                items -> items.getFirst()
                        + (writes ? " writes " : " reads ") + array.name(this) + "[" + index + "], which "
                        + items.getLast()
                        + (Watch.item(stamp) < 0 ? " have" : " has")
                        + (otherWrote ? " written" : " read") + " in no particular order. " + remedy);
    }

    void writtenByAll(Watched array, int index, WorkItem item, int site) {
        log.add(
                FindingKind.DATA_RACE,
                site,
                array.name(this),
                index,
                List.of(name(item.index)),
                items -> items.getFirst()
                        + ": every iteration of a parallel loop writes " + array.name(this) + "[" + index
                        + "], since the code stands outside the loop. Move it into a task of its own.");
    }

    void checkOutput(DeviceBuffer buffer, int index, WorkItem item, int site) {
        if (!outputs.contains(buffer)) {
            log.add(
                    FindingKind.UNDECLARED_WRITE,
                    site,
                    buffer.name(this),
                    index,
                    List.of(name(item.index)),
                    items -> items.getFirst() + " writes " + buffer.name(this) + "[" + index
                            + "], which is not among the task's declared outputs.");
        }
    }
}
