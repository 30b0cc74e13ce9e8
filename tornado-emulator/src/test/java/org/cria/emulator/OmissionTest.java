package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.cria.emulator.bytecode.KernelCompiler;
import org.cria.emulator.bytecode.KernelMethod;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task3;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Whatever is left out of right kernels and graphs is found. */
final class OmissionTest {
    private static final int ALWAYS = DataTransferMode.EVERY_EXECUTION;

    private static void assertEveryBarrierIsMissed(int barriers, Consumer<Emulator> program) {
        Emulator complete = new Emulator();
        program.accept(complete);
        List<Omission.Barrier> sites = complete.report().barriers();
        assertEquals(barriers, sites.size());
        for (Omission.Barrier site : sites) {
            Emulator without = new Emulator(EmulatorSettings.STRICT.without(site));
            FindingException missed =
                    assertThrows(FindingException.class, () -> program.accept(without), site::toString);
            assertTrue(missed.findings().stream().anyMatch(f -> f.kind() == FindingKind.DATA_RACE), missed::getMessage);
        }
    }

    @Test
    void everyBarrierOfATiledProductIsMissed() {
        int n = 12;
        assertEveryBarrierIsMissed(2, emulator -> {
            FloatArray a = RightKernelsTest.random(n * n, 3);
            FloatArray c = new FloatArray(n * n);
            TaskGraph graph = new TaskGraph("g")
                    .transferToDevice(ALWAYS, a)
                    .task("t", RightKernels::matmul, new KernelContext(), a, a, c, n)
                    .transferToHost(ALWAYS, c);
            WorkerGrid grid = new WorkerGrid2D(n, n);
            grid.setLocalWork(RightKernels.TILE, RightKernels.TILE, 1);
            Runs.execute(emulator, graph, grid);
        });
    }

    @Test
    void everyBarrierOfATreeOfSumsIsMissed() {
        assertEveryBarrierIsMissed(2, emulator -> {
            FloatArray x = RightKernelsTest.random(48, 5);
            FloatArray out = new FloatArray(3);
            TaskGraph graph = new TaskGraph("g")
                    .transferToDevice(ALWAYS, x)
                    .task("t", RightKernels::sum, new KernelContext(), x, out, 16)
                    .transferToHost(ALWAYS, out);
            Runs.execute(emulator, graph, Runs.grid(48, 16));
        });
    }

    @Test
    void everyBarrierInACalledMethodIsMissed() {
        assertEveryBarrierIsMissed(3, emulator -> {
            FloatArray x = RightKernelsTest.random(29, 6);
            FloatArray out = new FloatArray(29);
            IntArray calls = new IntArray(1);
            TaskGraph graph = new TaskGraph("g")
                    .transferToDevice(ALWAYS, x)
                    .task("t", RightKernels::norm, new KernelContext(), x, out, calls, 29)
                    .transferToHost(ALWAYS, out, calls);
            Runs.execute(emulator, graph, Runs.grid(8, 8));
        });
    }

    @Test
    void barriersAreLeftOutOfOneEmulatorsCodeOnly() {
        Consumer<Emulator> program = emulator -> {
            IntArray x = Runs.counting(5);
            TaskGraph graph = new TaskGraph("g")
                    .transferToDevice(ALWAYS, x)
                    .task("t", RightKernels::shift, new KernelContext(), x, 5)
                    .transferToHost(ALWAYS, x);
            Runs.execute(emulator, graph, Runs.grid(5, 5));
        };
        Omission.Barrier site = new Omission.Barrier(RightKernels.class.getName() + ".shift", 0);
        Omission.Barrier another = new Omission.Barrier(RightKernels.class.getName() + ".sum", 0);
        for (int i = 0; i < 2; i++) {
            Emulator without = new Emulator(EmulatorSettings.STRICT.without(site));
            assertThrows(FindingException.class, () -> program.accept(without));
            for (Emulator complete : List.of(new Emulator(), new Emulator(EmulatorSettings.STRICT.without(another)))) {
                program.accept(complete);
                assertEquals(List.of(site), complete.report().barriers());
                assertEquals(1, complete.report().compiledKernels());
            }
        }
    }

    @Test
    void codeWithNothingLeftOutIsShared() {
        Task3<KernelContext, IntArray, Integer> first = RightKernels::shift;
        Task3<KernelContext, IntArray, Integer> second = RightKernels::shift;
        assertSame(
                new KernelCompiler(barrier -> false).compile(KernelMethod.of(first)),
                new KernelCompiler(barrier -> false).compile(KernelMethod.of(second)));
    }

    @Test
    void aGlobalBarrierIsMissed() {
        assertEveryBarrierIsMissed(1, emulator -> {
            IntArray x = Runs.counting(5);
            TaskGraph graph = new TaskGraph("g")
                    .transferToDevice(ALWAYS, x)
                    .task("t", RightKernels::shift, new KernelContext(), x, 5)
                    .transferToHost(ALWAYS, x);
            Runs.execute(emulator, graph, Runs.grid(5, 5));
        });
    }

    /**
     * Weights are loaded by one graph and consumed by another, twice; the result comes back each time, and once more
     * on demand.
     */
    private static List<Integer> twoGraphs(Emulator emulator) {
        IntArray weights = Runs.counting(4);
        IntArray position = new IntArray(4);
        IntArray touched = new IntArray(4);
        IntArray out = new IntArray(4);
        IntArray asked = new IntArray(4);
        List<Integer> seen = new ArrayList<>();
        KernelContext context = new KernelContext();
        TaskGraph load = new TaskGraph("load")
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, weights)
                .task("t", RightKernels::copy, context, weights, touched)
                .persistOnDevice(weights);
        TaskGraph step = new TaskGraph("step")
                .consumeFromDevice("load", weights)
                .transferToDevice(ALWAYS, position)
                .task("a", RightKernels::copy, context, weights, out)
                .task("b", RightKernels::add, context, position, 1)
                .task("c", RightKernels::copy, context, position, asked)
                .transferToHost(ALWAYS, out, position)
                .transferToHost(DataTransferMode.UNDER_DEMAND, asked);
        GridScheduler grids = new GridScheduler();
        for (String task : List.of("load.t", "step.a", "step.b", "step.c")) {
            grids.addWorkerGrid(task, Runs.grid(4, 2));
        }
        emulator.run(() -> {
            TornadoExecutionPlan plan =
                    new TornadoExecutionPlan(load.snapshot(), step.snapshot()).withGridScheduler(grids);
            plan.withGraph(0).execute();
            for (int i = 0; i < 2; i++) {
                position.set(0, 10 * i);
                var result = plan.withGraph(1).execute();
                seen.add(out.get(3));
                seen.add(position.get(0));
                result.transferToHost(asked);
                seen.add(asked.get(0));
            }
        });
        return seen;
    }

    @Test
    void everyTransferIsMissed() {
        Emulator complete = new Emulator();
        assertEquals(List.of(3, 1, 1, 3, 11, 11), twoGraphs(complete));
        List<Omission.Transfer> transfers = complete.report().transfers();
        assertEquals(7, transfers.size());
        for (Omission.Transfer transfer : transfers) {
            Emulator without = new Emulator(EmulatorSettings.STRICT.without(transfer));
            assertThrows(FindingException.class, () -> twoGraphs(without), transfer::toString);
            assertFalse(without.report().findings().isEmpty(), transfer::toString);
        }
    }

    @Test
    void withoutATransferToTheHostItsOldDataStays() {
        IntArray x = Runs.counting(4);
        EmulatorSettings quiet = EmulatorSettings.STRICT.collecting();
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("t", RightKernels::add, new KernelContext(), x, 100);
        Emulator emulator = new Emulator(quiet);
        Runs.execute(emulator, graph, Runs.grid(4, 4));
        assertEquals(3, x.get(3));
        Set<FindingKind> kinds =
                emulator.report().findings().stream().map(Finding::kind).collect(Collectors.toSet());
        assertEquals(Set.of(FindingKind.STALE_HOST_READ), kinds);
        assertTrue(emulator.report().findings().getFirst().message().contains("x of task g.t"));
    }
}
