package org.cria.emulator.examples;

import static org.cria.emulator.examples.Examples.ints;
import static org.cria.emulator.examples.Examples.run;
import static org.cria.emulator.examples.Examples.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.cria.emulator.Emulator;
import org.cria.emulator.Finding;
import org.cria.emulator.FindingException;
import org.cria.emulator.FindingKind;
import org.cria.emulator.SteppedGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.exceptions.Debug;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Looking into kernels: prints, single steps, and what is wrong with atomics and subgroups. */
final class InsightTest {
    private final KernelContext context = new KernelContext();

    private static WorkerGrid grid(int global, int local) {
        WorkerGrid grid = new WorkerGrid1D(global);
        grid.setLocalWork(local, 1, 1);
        return grid;
    }

    private static Finding finding(TaskGraph graph, WorkerGrid grid, Object out) {
        return assertThrows(FindingException.class, () -> new Emulator().run(() -> run(graph, grid, out)))
                .findings()
                .getFirst();
    }

    private static void printing(KernelContext context, IntArray in, FloatArray out) {
        int i = context.globalIdx;
        out.set(i, in.get(i) / 2f);
        if (i == 2) {
            Debug.printf("in[%d] = %d, out %.1f\n", i, in.get(i), out.get(i));
        }
    }

    @Test
    void kernelsPrint() {
        IntArray in = IntArray.fromElements(3, 4, 5, 6);
        FloatArray out = new FloatArray(4);
        List<String> printed = new ArrayList<>();
        Emulator emulator = new Emulator();
        emulator.printTo(printed::add);
        emulator.run(() -> run(with(in).task("t", InsightTest::printing, context, in, out), grid(4, 2), out));
        assertEquals(List.of("in[2] = 5, out 2.5\n"), printed);
    }

    @Test
    void aGroupRunsInTheKernelsOwnCode() {
        IntArray in = ints(64, 100, 1);
        IntArray out = new IntArray(64);
        Set<String> threads = new TreeSet<>();
        new SteppedGroup(grid(64, 32), 1, 0, 0).run(item -> {
            synchronized (threads) {
                threads.add(Thread.currentThread().getName());
            }
            GroupKernels.prefixSums(item, in, out);
        });
        int sum = 0;
        for (int i = 32; i < 64; i++) {
            sum += in.get(i);
            assertEquals(sum, out.get(i));
        }
        assertEquals(0, out.get(31));
        assertEquals(32, threads.size());
        assertTrue(threads.contains("work-item (40, 0, 0)"));
    }

    /** Some wait at the barrier by then, one comes there later. */
    @Test
    @Timeout(60)
    void aWorkItemThatFailsEndsItsGroup() {
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> new SteppedGroup(grid(8, 4), 0, 0, 0).run(item -> {
                    if (item.localIdx == 2) {
                        throw new IllegalArgumentException("this one");
                    }
                    if (item.localIdx == 3) {
                        LockSupport.parkNanos(50_000_000);
                    }
                    item.localBarrier();
                }));
        assertTrue(thrown.toString().contains("a work-item ended with"), thrown.toString());
        assertThrows(IllegalArgumentException.class, () -> new SteppedGroup(grid(8, 4), 2, 0, 0));
    }

    private static void mixed(KernelContext context, IntArray counts) {
        context.atomicAdd(counts, 0, 1);
        if (context.globalIdx == 3) {
            counts.set(0, 7);
        }
    }

    @Test
    void aPlainWriteRacesWithAtomicOnes() {
        IntArray counts = new IntArray(1);
        Finding finding = finding(with(counts).task("t", InsightTest::mixed, context, counts), grid(8, 4), counts);
        assertEquals(FindingKind.DATA_RACE, finding.kind());
        assertEquals("counts", finding.array());
    }

    private static void parted(KernelContext context, FloatArray out) {
        float value = context.globalIdx;
        if (context.localIdx < 20) {
            value = context.simdSum(value);
        }
        out.set(context.globalIdx, value);
    }

    @Test
    void aSubgroupThatABranchPartsIsTold() {
        FloatArray out = new FloatArray(64);
        Finding finding = finding(with().task("t", InsightTest::parted, context, out), grid(64, 32), out);
        assertEquals(FindingKind.BARRIER_DIVERGENCE, finding.kind());
    }
}
