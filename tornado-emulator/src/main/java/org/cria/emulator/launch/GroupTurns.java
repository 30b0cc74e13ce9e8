package org.cria.emulator.launch;

import java.util.List;
import org.cria.emulator.FindingKind;
import org.jspecify.annotations.Nullable;

/** The work-items of one group take turns from barrier to barrier. */
final class GroupTurns {
    private final KernelRun run;
    private final WorkItem[] items;
    private final CompiledKernel kernel;
    private final @Nullable Object[] arguments;
    private final FindingLog log;

    GroupTurns(KernelRun run, WorkItem[] items, CompiledKernel kernel, @Nullable Object[] arguments, FindingLog log) {
        this.run = run;
        this.items = items;
        this.kernel = kernel;
        this.arguments = arguments;
        this.log = log;
    }

    /** From barrier to barrier to the end of the group. */
    void finish() {
        boolean waiting = true;
        while (waiting) {
            if (exchanged()) {
                continue;
            }
            waiting = atBarrier();
            if (waiting) {
                goOn(0, items.length);
            }
        }
    }

    private void goOn(int from, int to) {
        for (int i = from; i < to; i++) {
            items[i].resume();
            kernel.run(items[i], arguments);
        }
    }

    /** Lets every subgroup go on that waits as a whole at one exchange; whether there was one. */
    private boolean exchanged() {
        boolean some = false;
        for (int start = 0; start + SubgroupExchange.LANES <= items.length; start += SubgroupExchange.LANES) {
            WorkItem first = items[start];
            boolean together = first.suspended && first.inSubgroup;
            for (int i = start + 1; together && i < start + SubgroupExchange.LANES; i++) {
                together = items[i].suspended && items[i].barrier == first.barrier && items[i].path == first.path;
            }
            if (together) {
                SubgroupExchange.within(items, start);
                goOn(start, start + SubgroupExchange.LANES);
                some = true;
            }
        }
        return some;
    }

    /** Whether the whole group waits at one barrier; moves on to the next epoch if so. */
    private boolean atBarrier() {
        WorkItem first = items[0];
        for (WorkItem item : items) {
            if (item.suspended != first.suspended
                    || (item.suspended
                            && (item.inSubgroup || item.barrier != first.barrier || item.path != first.path))) {
                throw diverged(first, item);
            }
        }
        if (!first.suspended) {
            return false;
        }
        run.pass(first.barrier < 0);
        return true;
    }

    private StopLaunch diverged(WorkItem one, WorkItem other) {
        WorkItem waiting = one.suspended ? one : other;
        WorkItem missing = one.suspended ? other : one;
        if (waiting.inSubgroup) {
            return alone(waiting);
        }
        int site = waiting.barrier < 0 ? -1 - waiting.barrier : waiting.barrier;
        String rest = missing.suspended ? "waits at another barrier" : "has finished";
        log.add(
                FindingKind.BARRIER_DIVERGENCE,
                site,
                "",
                -1,
                List.of(run.name(waiting.index), run.name(missing.index)),
                items -> items.getFirst()
                        + " waits at this barrier while " + items.getLast() + " of its group " + rest
                        + ". All work-items of a group must reach the same barriers: move the barrier out of the branch or loop.");
        return new StopLaunch();
    }

    private StopLaunch alone(WorkItem waiting) {
        log.add(
                FindingKind.BARRIER_DIVERGENCE,
                waiting.barrier,
                "",
                -1,
                List.of(run.name(waiting.index)),
                items -> items.getFirst() + " waits for its subgroup here, of which not all " + SubgroupExchange.LANES
                        + " work-items come. Groups must be whole subgroups, and no branch may part one.");
        return new StopLaunch();
    }
}
