package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

final class GraphRulesTest {
    private static final int ONCE = DataTransferMode.FIRST_EXECUTION;
    private static final int ALWAYS = DataTransferMode.EVERY_EXECUTION;
    private static final int ASKED = DataTransferMode.UNDER_DEMAND;

    private final Emulator emulator = new Emulator();
    private final KernelContext context = new KernelContext();
    private final IntArray x = Runs.counting(3);
    private final IntArray y = new IntArray(3);

    private TornadoExecutionPlan plan(ImmutableTaskGraph... graphs) {
        TornadoExecutionPlan[] made = new TornadoExecutionPlan[1];
        GridScheduler grids = new GridScheduler();
        for (String graph : List.of("a", "b", "c", "g")) {
            grids.addWorkerGrid(graph + ".t", Runs.grid(3, 3));
        }
        emulator.run(() -> made[0] = new TornadoExecutionPlan(graphs).withGridScheduler(grids));
        return made[0];
    }

    private TornadoExecutionPlan wider(TaskGraph graph) {
        return plan(graph.snapshot())
                .withGridScheduler(new GridScheduler(graph.getTaskGraphName() + ".t", Runs.grid(5, 5)));
    }

    private static void assertGraphFinding(String words, Executable program) {
        FindingException thrown = assertThrows(FindingException.class, program);
        assertEquals(FindingKind.GRAPH, thrown.findings().getFirst().kind());
        assertTrue(thrown.toString().contains(words), thrown.toString());
    }

    @Test
    void whatIsCopiedOnceDoesNotFollowTheHost() {
        TornadoExecutionPlan plan = plan(new TaskGraph("g")
                .transferToDevice(ONCE, x)
                .task("t", RightKernels::copy, context, x, y)
                .transferToHost(ALWAYS, y)
                .snapshot());
        plan.execute();
        assertArrayEquals(new int[] {0, 1, 2}, y.toHeapArray());
        x.set(1, 50);
        FindingException thrown = assertThrows(FindingException.class, plan::execute);
        Finding finding = thrown.findings().getFirst();
        assertEquals(FindingKind.STALE_DEVICE_READ, finding.kind());
        assertEquals(1, finding.index());
        assertEquals("from", finding.array());
    }

    @Test
    void whatIsCopiedEveryTimeFollowsTheHost() {
        TornadoExecutionPlan plan = plan(new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("t", RightKernels::copy, context, x, y)
                .transferToHost(ALWAYS, y)
                .snapshot());
        plan.execute();
        x.set(1, 50);
        plan.execute();
        assertArrayEquals(new int[] {0, 50, 2}, y.toHeapArray());
    }

    @Test
    void whatIsRecordedFollowsTheHostAsWhatIsNot() {
        TornadoExecutionPlan plan = plan(copying("g").snapshot()).withCUDAGraph();
        plan.execute();
        x.set(1, 50);
        plan.execute();
        assertArrayEquals(new int[] {0, 50, 2}, y.toHeapArray());
    }

    @Test
    void aGraphIsRecordedBeforeItHasRunOrNever() {
        TornadoExecutionPlan plan = plan(copying("a").snapshot(), copying("b").snapshot());
        plan.withGraph(0).execute();
        assertGraphFinding("Ask for it before the first run", () -> plan.withCUDAGraph());
        plan.withGraph(1).withCUDAGraph().execute();
    }

    private TaskGraph copying(String name) {
        return new TaskGraph(name)
                .transferToDevice(ALWAYS, x)
                .task("t", RightKernels::copy, context, x, y)
                .transferToHost(ALWAYS, y);
    }

    @Test
    void whatIsRecordedKeepsTheDeviceCopyThatItHad() {
        IntArray other = Runs.counting(3);
        TornadoExecutionPlan plan = plan(
                new TaskGraph("a")
                        .transferToDevice(ONCE, x)
                        .task("t", RightKernels::add, context, x, 1)
                        .persistOnDevice(x)
                        .snapshot(),
                new TaskGraph("b")
                        .transferToDevice(ONCE, other)
                        .task("t", RightKernels::copy, context, other, x)
                        .persistOnDevice(x)
                        .snapshot(),
                new TaskGraph("c")
                        .consumeFromDevice(x)
                        .task("t", RightKernels::copy, context, x, y)
                        .transferToHost(ALWAYS, y)
                        .snapshot());
        plan.withGraph(0).execute();
        plan.withGraph(2).withCUDAGraph().execute();
        plan.withGraph(0).execute();
        plan.withGraph(2).execute();
        assertArrayEquals(new int[] {2, 3, 4}, y.toHeapArray());
        plan.withGraph(1).execute();
        assertGraphFinding("would go on using the old one", plan.withGraph(2)::execute);
    }

    @Test
    void anArrayThatOnlyTasksUseIsEmptyAtEveryRun() {
        IntArray scratch = new IntArray(3);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("t", RightKernels::add, context, scratch, 1)
                .transferToHost(ALWAYS, x);
        FindingException thrown = assertThrows(
                FindingException.class, () -> plan(graph.snapshot()).execute());
        assertEquals(FindingKind.UNWRITTEN_READ, thrown.findings().getFirst().kind());
    }

    @Test
    void aNewerValueThatNeverCameToTheHostIsMissedWhenItIsCopiedBack() {
        TornadoExecutionPlan plan = plan(
                new TaskGraph("a")
                        .transferToDevice(ALWAYS, x)
                        .task("t", RightKernels::add, context, x, 1)
                        .snapshot(),
                new TaskGraph("b")
                        .transferToDevice(ALWAYS, x)
                        .task("t", RightKernels::copy, context, x, y)
                        .transferToHost(ALWAYS, y)
                        .snapshot());
        FindingException thrown = assertThrows(FindingException.class, plan::execute);
        assertEquals(FindingKind.STALE_DEVICE_READ, thrown.findings().getFirst().kind());
        assertEquals("b.t", thrown.findings().getFirst().task());
    }

    @Test
    void numbersAreConstantsOfATaskFromWhenItIsAdded() {
        int[] step = {5};
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("t", RightKernels::add, context, x, step[0])
                .transferToHost(ALWAYS, x);
        step[0] = 100;
        plan(graph.snapshot()).execute();
        assertArrayEquals(new int[] {5, 6, 7}, x.toHeapArray());
    }

    @Test
    void onDemandNothingComesBackUntilItIsAskedFor() {
        TornadoExecutionPlan plan = plan(new TaskGraph("g")
                .transferToDevice(ONCE, x)
                .task("t", RightKernels::copy, context, x, y)
                .transferToHost(ASKED, y)
                .snapshot());
        TornadoExecutionResult result = plan.execute();
        assertThrows(FindingException.class, () -> y.get(1));
        result.transferToHost(y);
        assertArrayEquals(new int[] {0, 1, 2}, y.toHeapArray());
        assertGraphFinding("UNDER_DEMAND", () -> result.transferToHost(x));
    }

    @Test
    void readingTheWholeSegmentCountsAsReading() {
        plan(new TaskGraph("g")
                        .transferToDevice(ONCE, x)
                        .task("t", RightKernels::copy, context, x, y)
                        .transferToHost(ASKED, y)
                        .snapshot())
                .execute();
        assertThrows(FindingException.class, y::getSegment);
    }

    @Test
    void whatNothingHasWrittenIsNotThereOnTheHostEither() {
        IntArray wide = new IntArray(5);
        IntArray again = new IntArray(5);
        TaskGraph there = new TaskGraph("a")
                .transferToDevice(ONCE, x)
                .task("t", RightKernels::copy, context, x, wide)
                .transferToHost(ALWAYS, wide);
        plan(there.snapshot()).execute();
        assertEquals(2, wide.get(2));
        assertEquals(5, wide.getSegment().byteSize() / 4);
        TaskGraph back = new TaskGraph("b")
                .transferToDevice(ONCE, wide)
                .task("t", RightKernels::copy, context, wide, again)
                .transferToHost(ALWAYS, again);
        plan(back.snapshot()).execute();
        FindingException unwritten =
                assertThrows(FindingException.class, () -> wider(back).execute());
        assertEquals(FindingKind.UNWRITTEN_READ, unwritten.findings().getFirst().kind());
        FindingException onHost = assertThrows(FindingException.class, () -> wide.get(3));
        assertEquals(FindingKind.STALE_HOST_READ, onHost.findings().getFirst().kind());
    }

    private ImmutableTaskGraph producer(String name) {
        return new TaskGraph(name)
                .transferToDevice(ONCE, x)
                .task("t", RightKernels::copy, context, x, new IntArray(3))
                .persistOnDevice(x)
                .snapshot();
    }

    private ImmutableTaskGraph consumer(String name, String from) {
        return new TaskGraph(name)
                .consumeFromDevice(from, x)
                .task("t", RightKernels::copy, context, x, y)
                .transferToHost(ALWAYS, y)
                .snapshot();
    }

    @Test
    void aGraphConsumesFromTheGraphThatRanImmediatelyBefore() {
        plan(producer("a"), consumer("b", "a")).execute();
        assertArrayEquals(new int[] {0, 1, 2}, y.toHeapArray());
    }

    @Test
    void aGraphConsumesWithoutNamingItsSource() {
        ImmutableTaskGraph consumer = new TaskGraph("b")
                .consumeFromDevice(x)
                .task("t", RightKernels::copy, context, x, y)
                .transferToHost(ALWAYS, y)
                .snapshot();
        plan(producer("a"), consumer).execute();
        assertArrayEquals(new int[] {0, 1, 2}, y.toHeapArray());
    }

    @Test
    void aGraphDoesNotConsumeFromOneThatRanEarlier() {
        ImmutableTaskGraph between = new TaskGraph("c")
                .transferToDevice(ALWAYS, y)
                .task("t", RightKernels::add, context, y, 1)
                .transferToHost(ALWAYS, y)
                .snapshot();
        TornadoExecutionPlan plan = plan(producer("a"), between, consumer("b", "a"));
        assertGraphFinding("ran immediately before", plan::execute);
    }

    @Test
    void aGraphDoesNotConsumeBeforeAnythingRan() {
        TornadoExecutionPlan plan = plan(producer("a"), consumer("b", "a"));
        assertGraphFinding(
                "no graph of the plan has run", () -> plan.withGraph(1).execute());
    }

    @Test
    void aPersistedArrayThatNoTaskUsesIsRefused() {
        TornadoExecutionPlan plan = plan(new TaskGraph("a")
                .transferToDevice(ONCE, x, y)
                .task("t", RightKernels::add, context, x, 1)
                .persistOnDevice(y)
                .snapshot());
        assertGraphFinding("none of its tasks uses", plan::execute);
    }

    @Test
    void consumingAndTransferringOneArrayIsRefused() {
        ImmutableTaskGraph both = new TaskGraph("b")
                .consumeFromDevice("a", x)
                .transferToDevice(ALWAYS, x)
                .task("t", RightKernels::copy, context, x, y)
                .snapshot();
        assertGraphFinding("also transfers it", plan(producer("a"), both)::execute);
    }

    @Test
    void freedDeviceMemoryIsCopiedAgain() throws TornadoExecutionPlanException {
        try (TornadoExecutionPlan plan = plan(producer("a"))) {
            plan.execute();
            plan.execute();
            assertEquals(12, emulator.report().bytesToDevice());
            assertEquals(12, plan.getCurrentDeviceMemoryUsage());
            plan.freeDeviceMemory();
            assertEquals(0, plan.getCurrentDeviceMemoryUsage());
            plan.execute();
            assertEquals(24, emulator.report().bytesToDevice());
        }
    }

    @Test
    void anArrayThatATaskWritesIsNotGivenToItAgain() {
        TornadoExecutionPlan plan = plan(new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task(
                        "t",
                        (KernelContext c, IntArray to, IntArray from) -> RightKernels.copy(c, from, to),
                        context,
                        x,
                        x)
                .transferToHost(ALWAYS, x)
                .snapshot());
        assertGraphFinding("twice, as 'to' and later as 'from', and writes the first", plan::execute);
        assertGraphFinding("never finishes", plan::withPreCompilation);
        assertEquals(0, emulator.report().launches());
    }

    @Test
    void aTaskWritesInPlaceWhatIsItsLastArgument() {
        TornadoExecutionPlan plan = plan(new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("t", RightKernels::copy, context, x, x)
                .transferToHost(ALWAYS, x)
                .snapshot());
        plan.execute();
        assertEquals(1, emulator.report().launches());
    }

    @Test
    void anArrayThatALambdaCapturesCountsToo() {
        IntArray to = x;
        TornadoExecutionPlan plan = plan(new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("t", (KernelContext c, IntArray from) -> RightKernels.copy(c, from, to), context, x)
                .transferToHost(ALWAYS, x)
                .snapshot());
        assertGraphFinding("twice", plan::execute);
    }

    @Test
    void anArrayThatATaskOnlyReadsIsGivenToItAsOftenAsWanted() {
        FloatArray a = FloatArray.fromElements(1, 2, 3);
        FloatArray out = new FloatArray(9);
        TornadoExecutionPlan plan = plan(new TaskGraph("g")
                .transferToDevice(ALWAYS, a)
                .task("t", RightKernels::outer, a, a, out)
                .transferToHost(ALWAYS, out)
                .snapshot());
        plan.execute();
        assertEquals(6, out.get(5));
    }

    @Test
    void aTaskIdIsTakenOnce() {
        TaskGraph graph = new TaskGraph("g").task("t", RightKernels::add, context, x, 1);
        assertGraphFinding("two tasks have the id 't'", () -> graph.task("t", RightKernels::add, context, x, 1));
    }

    @Test
    void thereAreAtMost256Tasks() {
        TaskGraph graph = new TaskGraph("g");
        for (int i = 0; i < 256; i++) {
            graph.task("t" + i, RightKernels::add, context, x, 1);
        }
        assertGraphFinding("more than 256 tasks", () -> graph.task("last", RightKernels::add, context, x, 1));
    }

    @Test
    void aKernelWithAContextNeedsAGrid() {
        TornadoExecutionPlan plan = plan(new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("other", RightKernels::add, context, x, 1)
                .snapshot());
        assertGraphFinding("no grid", plan::execute);
    }

    @Test
    void aGroupDividesTheGrid() {
        TaskGraph graph = new TaskGraph("g").transferToDevice(ALWAYS, x).task("t", RightKernels::add, context, x, 1);
        assertGraphFinding("must divide", () -> Runs.execute(emulator, graph, Runs.grid(3, 2)));
    }

    @Test
    void withoutAGroupSizeTheEmulatorChoosesOne() {
        WorkerGrid grid = new WorkerGrid1D(3);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("t", RightKernels::add, context, x, 1)
                .transferToHost(ALWAYS, x);
        Runs.execute(emulator, graph, grid);
        assertArrayEquals(new int[] {1, 2, 3}, x.toHeapArray());
    }

    @Test
    void theListOfDevicesHasTheEmulator() {
        assertEquals(
                "emulator",
                TornadoRuntimeProvider.getTornadoRuntime()
                        .getBackend(0)
                        .getDevice(0)
                        .getDeviceName());
        assertEquals(1, TornadoRuntimeProvider.getTornadoRuntime().getNumBackends());
    }

    @Test
    void theProfileTellsBytes() {
        TornadoExecutionResult result = plan(producer("a"), consumer("b", "a")).execute();
        assertEquals(12, result.getProfilerResult().getTotalBytesCopyIn());
        assertEquals(12, result.getProfilerResult().getTotalBytesCopyOut());
        assertTrue(result.getProfilerResult().getTotalTime() > 0);
    }
}
