package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task1;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task2;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

final class FindingsTest {
    private static final int ALWAYS = DataTransferMode.EVERY_EXECUTION;

    private static TaskGraph graph(Task2<KernelContext, IntArray> kernel, IntArray x) {
        return new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("t", kernel, new KernelContext(), x)
                .transferToHost(ALWAYS, x);
    }

    private static TaskGraph loop(Task1<IntArray> kernel, IntArray x) {
        return new TaskGraph("g")
                .transferToDevice(ALWAYS, x)
                .task("t", kernel, x)
                .transferToHost(ALWAYS, x);
    }

    @Test
    void anIndexBeyondTheEndIsFound() {
        Finding finding = Runs.finding(graph(WrongKernels::beyondTheEnd, Runs.counting(6)), Runs.grid(6, 3));
        assertEquals(FindingKind.OUT_OF_BOUNDS, finding.kind());
        assertEquals("g.t", finding.task());
        assertEquals("WrongKernels.beyondTheEnd", finding.kernel());
        assertEquals("x", finding.array());
        assertEquals(6, finding.index());
        assertEquals(List.of("(5, 0, 0)"), finding.workItems());
        assertTrue(finding.place().startsWith("WrongKernels.java:"), finding.place());
    }

    @Test
    void anIndexBeyondAPrivateArrayIsFound() {
        Finding finding = Runs.finding(graph(WrongKernels::beyondThePrivateEnd, Runs.counting(4)), Runs.grid(4, 4));
        assertEquals(FindingKind.OUT_OF_BOUNDS, finding.kind());
        assertEquals("few", finding.array());
    }

    @Test
    void twoWritersOfOneElementAreARace() {
        Finding finding = Runs.finding(graph(WrongKernels::everyoneWritesTheFirst, Runs.counting(4)), Runs.grid(4, 4));
        assertEquals(FindingKind.DATA_RACE, finding.kind());
        assertEquals(List.of("(1, 0, 0)", "(0, 0, 0)"), finding.workItems());
        assertEquals(0, finding.index());
    }

    @Test
    void aReaderAndAWriterOfOneElementAreARaceInAGroup() {
        Finding finding = Runs.finding(graph(WrongKernels::readsANeighbour, Runs.counting(4)), Runs.grid(4, 4));
        assertEquals(FindingKind.DATA_RACE, finding.kind());
        assertEquals(List.of("(1, 0, 0)", "(0, 0, 0)"), finding.workItems());
        assertEquals(1, finding.index());
    }

    @Test
    void aReaderAndAWriterOfOneElementAreARaceAcrossGroups() {
        Finding finding = Runs.finding(graph(WrongKernels::readsANeighbour, Runs.counting(4)), Runs.grid(4, 1));
        assertEquals(FindingKind.DATA_RACE, finding.kind());
        assertTrue(finding.message().contains("different groups"), finding.message());
    }

    @Test
    void aReaderAndAWriterOfOneElementAreARaceInAParallelLoop() {
        Finding finding = Runs.finding(loop(WrongKernels::readsANeighbourInALoop, Runs.counting(4)), Runs.grid(1, 1));
        assertEquals(FindingKind.DATA_RACE, finding.kind());
        assertEquals(List.of("(1)", "(0)"), finding.workItems());
    }

    @Test
    void aWriteOutsideAParallelLoopIsDoneByAllAndFound() {
        IntArray x = Runs.counting(4);
        IntArray out = new IntArray(1);
        TaskGraph graph = new TaskGraph("g")
                .task("t", WrongKernels::writesAroundALoop, x, out)
                .transferToHost(ALWAYS, x, out);
        Finding finding = Runs.finding(graph, Runs.grid(1, 1));
        assertEquals(FindingKind.DATA_RACE, finding.kind());
        assertEquals(List.of("(*)"), finding.workItems());
    }

    @Test
    void aReductionAcrossGroupsIsARace() {
        IntArray x = Runs.counting(8);
        IntArray out = new IntArray(1);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(ALWAYS, x, out)
                .task("t", WrongKernels::sumsAcrossGroups, new KernelContext(), x, out)
                .transferToHost(ALWAYS, out);
        assertEquals(FindingKind.DATA_RACE, Runs.finding(graph, Runs.grid(8, 2)).kind());
        Runs.execute(new Emulator(), graph, Runs.grid(8, 8));
    }

    @Test
    void anElementThatAllHaveReadIsWrittenOnlyAfterABarrier() {
        Runs.execute(
                new Emulator(), graph(WrongKernels::firstIsReadByAllThenWritten, Runs.counting(4)), Runs.grid(4, 4));
        Finding finding =
                Runs.finding(graph(WrongKernels::firstIsReadByAllThenWritten, Runs.counting(6)), Runs.grid(6, 2));
        assertEquals(FindingKind.DATA_RACE, finding.kind());
        assertEquals(List.of("(2, 0, 0)", "(0, 0, 0)"), finding.workItems());
        Emulator without = new Emulator(EmulatorSettings.STRICT
                .collecting()
                .without(new Omission.Barrier(WrongKernels.class.getName() + ".firstIsReadByAllThenWritten", 0)));
        Runs.execute(without, graph(WrongKernels::firstIsReadByAllThenWritten, Runs.counting(4)), Runs.grid(4, 4));
        assertEquals(
                List.of(FindingKind.DATA_RACE),
                without.report().findings().stream()
                        .map(Finding::kind)
                        .distinct()
                        .toList());
    }

    @Test
    void anElementThatManyGroupsHaveReadIsNotWrittenInTheSameLaunch() {
        Finding finding =
                Runs.finding(graph(WrongKernels::lastWritesWhatAllHaveRead, Runs.counting(8)), Runs.grid(8, 2));
        assertEquals(FindingKind.DATA_RACE, finding.kind());
        assertEquals(List.of("(7, 0, 0)", "several work-items"), finding.workItems());
    }

    @Test
    void aLocalBarrierDoesNotOrderGlobalMemory() {
        Finding finding =
                Runs.finding(graph(WrongKernels::localFenceForGlobalMemory, Runs.counting(4)), Runs.grid(4, 4));
        assertEquals(FindingKind.DATA_RACE, finding.kind());
        assertTrue(finding.message().contains("globalBarrier"), finding.message());
    }

    @Test
    void aBarrierThatSomeDoNotReachIsFound() {
        Finding finding = Runs.finding(graph(WrongKernels::barrierInABranch, Runs.counting(4)), Runs.grid(4, 4));
        assertEquals(FindingKind.BARRIER_DIVERGENCE, finding.kind());
        assertEquals(List.of("(0, 0, 0)", "(2, 0, 0)"), finding.workItems());
        Runs.execute(new Emulator(), graph(WrongKernels::barrierInABranch, Runs.counting(4)), Runs.grid(2, 2));
    }

    @Test
    void waitingAtDifferentBarriersIsFound() {
        Finding finding = Runs.finding(graph(WrongKernels::twoBarriers, Runs.counting(4)), Runs.grid(4, 4));
        assertEquals(FindingKind.BARRIER_DIVERGENCE, finding.kind());
        assertTrue(finding.message().contains("another barrier"), finding.message());
    }

    @Test
    void localMemoryThatNobodyWroteIsFound() {
        Finding finding = Runs.finding(graph(WrongKernels::readsEmptyLocalMemory, Runs.counting(4)), Runs.grid(4, 4));
        assertEquals(FindingKind.UNWRITTEN_READ, finding.kind());
        assertEquals("shared", finding.array());
        assertEquals(List.of("(3, 0, 0)"), finding.workItems());
    }

    @Test
    void privateMemoryThatNobodyWroteIsFound() {
        FloatArray x = new FloatArray(2);
        TaskGraph graph = new TaskGraph("g")
                .task("t", WrongKernels::readsEmptyPrivateMemory, new KernelContext(), x)
                .transferToHost(ALWAYS, x);
        Finding finding = Runs.finding(graph, Runs.grid(2, 2));
        assertEquals(FindingKind.UNWRITTEN_READ, finding.kind());
        assertEquals(3, finding.index());
    }

    @Test
    void aWriteOutsideTheDeclaredOutputsIsFound() {
        IntArray from = Runs.counting(3);
        IntArray to = new IntArray(3);
        Emulator emulator = new Emulator(EmulatorSettings.STRICT.collecting());
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(ALWAYS, from)
                .task("t", RightKernels::copy, new KernelContext(), from, to)
                .transferToHost(ALWAYS, to);
        emulator.declareOutputs("g.t", to);
        Runs.execute(emulator, graph, Runs.grid(3, 3));
        assertEquals(List.of(), emulator.report().findings());
        emulator.declareOutputs("g.t", from);
        Runs.execute(emulator, graph, Runs.grid(3, 3));
        assertEquals(
                FindingKind.UNDECLARED_WRITE,
                emulator.report().findings().getFirst().kind());
        assertEquals("to", emulator.report().findings().getFirst().array());
    }

    @Test
    void theSameMistakeIsToldOncePerPlaceAndTheSameWayEveryTime() {
        List<Finding> first = Runs.findings(graph(WrongKernels::readsANeighbour, Runs.counting(64)), Runs.grid(64, 8));
        List<Finding> second = Runs.findings(graph(WrongKernels::readsANeighbour, Runs.counting(64)), Runs.grid(64, 8));
        assertEquals(first, second);
        assertEquals(2, first.size(), first::toString);
        assertFalse(first.getFirst().message().isEmpty());
    }

    @Test
    void findingsMayBeCollectedInsteadOfThrown() {
        Emulator emulator = new Emulator(EmulatorSettings.STRICT.collecting());
        Runs.execute(emulator, graph(WrongKernels::everyoneWritesTheFirst, Runs.counting(4)), Runs.grid(4, 4));
        assertEquals(1, emulator.report().findings().size());
    }
}
