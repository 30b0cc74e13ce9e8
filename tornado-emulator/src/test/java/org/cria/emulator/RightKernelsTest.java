package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

final class RightKernelsTest {
    private final Emulator emulator = new Emulator();

    static FloatArray random(int size, int seed) {
        Random random = new Random(seed);
        FloatArray values = new FloatArray(size);
        for (int i = 0; i < size; i++) {
            values.set(i, random.nextFloat() - 0.5f);
        }
        return values;
    }

    private static float[] expectedMatvec(FloatArray w, FloatArray x, int rows, int cols) {
        float[] expected = new float[rows];
        for (int r = 0; r < rows; r++) {
            float sum = 0f;
            for (int c = 0; c < cols; c++) {
                sum += w.get(r * cols + c) * x.get(c);
            }
            expected[r] = sum;
        }
        return expected;
    }

    @Test
    void aMatrixTimesAVectorIsRightOverAGrid() {
        int rows = 13;
        int cols = 7;
        FloatArray w = random(rows * cols, 1);
        FloatArray x = random(cols, 2);
        FloatArray out = new FloatArray(rows);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, w, x)
                .task("t", RightKernels::matvec, new KernelContext(), w, x, out, rows, cols)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        Runs.execute(emulator, graph, Runs.grid(16, 4));
        assertArrayEquals(expectedMatvec(w, x, rows, cols), out.toHeapArray());
        assertEquals(List.of(), emulator.report().findings());
    }

    @Test
    void aMatrixTimesAVectorIsRightInAParallelLoop() {
        int rows = 13;
        int cols = 7;
        FloatArray w = random(rows * cols, 1);
        FloatArray x = random(cols, 2);
        FloatArray out = new FloatArray(rows);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, w, x)
                .task("t", RightKernels::matvecLoop, w, x, out, rows, cols)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        emulator.run(() -> new TornadoExecutionPlan(graph.snapshot()).execute());
        assertArrayEquals(expectedMatvec(w, x, rows, cols), out.toHeapArray());
    }

    @Test
    void parallelLoopsStandInEachOther() {
        FloatArray a = random(3, 1);
        FloatArray b = random(5, 2);
        FloatArray out = new FloatArray(15);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, a, b)
                .task("t", RightKernels::outer, a, b, out)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        emulator.run(() -> new TornadoExecutionPlan(graph.snapshot()).execute());
        assertEquals(a.get(2) * b.get(4), out.get(14));
    }

    @Test
    void aTiledProductOfMatricesIsRight() {
        int n = 12;
        FloatArray a = random(n * n, 3);
        FloatArray b = random(n * n, 4);
        FloatArray c = new FloatArray(n * n);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, a, b)
                .task("t", RightKernels::matmul, new KernelContext(), a, b, c, n)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, c);
        WorkerGrid grid = new WorkerGrid2D(n, n);
        grid.setLocalWork(RightKernels.TILE, RightKernels.TILE, 1);
        Runs.execute(emulator, graph, grid);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0f;
                for (int k = 0; k < n; k++) {
                    sum += a.get(i * n + k) * b.get(k * n + j);
                }
                assertEquals(sum, c.get(i * n + j), 1e-6f);
            }
        }
    }

    @Test
    void aTreeOfSumsIsRight() {
        FloatArray x = random(48, 5);
        FloatArray out = new FloatArray(3);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, x)
                .task("t", RightKernels::sum, new KernelContext(), x, out, 16)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        Runs.execute(emulator, graph, Runs.grid(48, 16));
        for (int g = 0; g < 3; g++) {
            double sum = 0;
            for (int i = 0; i < 16; i++) {
                sum += x.get(16 * g + i);
            }
            assertEquals(sum, out.get(g), 1e-5);
        }
    }

    @Test
    void barriersMayStandInMethodsThatAKernelCalls() {
        int size = 29;
        FloatArray x = random(size, 6);
        FloatArray out = new FloatArray(size);
        IntArray calls = new IntArray(1);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, x)
                .task("t", RightKernels::norm, new KernelContext(), x, out, calls, size)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out, calls);
        Runs.execute(emulator, graph, Runs.grid(8, 8));
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += (double) x.get(i) * x.get(i);
        }
        double scale = 1 / Math.sqrt(squares / size + 1e-5);
        for (int i = 0; i < size; i++) {
            assertEquals(x.get(i) * scale, out.get(i), 1e-5);
        }
        assertEquals(size, calls.get(0));
    }

    @Test
    void privateArraysBelongToOneWorkItem() {
        FloatArray x = FloatArray.fromElements(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        FloatArray out = new FloatArray(10);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, x)
                .task("t", RightKernels::lastEight, new KernelContext(), x, out)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        Runs.execute(emulator, graph, Runs.grid(10, 5));
        assertArrayEquals(new float[] {1, 3, 6, 10, 15, 21, 28, 36, 44, 52}, out.toHeapArray());
    }

    @Test
    void aGlobalBarrierOrdersOneGroup() {
        IntArray x = IntArray.fromElements(5, 6, 7, 8, 9);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, x)
                .task("t", RightKernels::shift, new KernelContext(), x, 5)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, x);
        Runs.execute(emulator, graph, Runs.grid(5, 5));
        assertArrayEquals(new int[] {6, 7, 8, 9, 5}, x.toHeapArray());
    }

    @Test
    void aMethodCalledTwiceHasTwoLocalArrays() {
        IntArray x = IntArray.fromElements(1, 2, 3, 4);
        IntArray out = new IntArray(4);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, x)
                .task("t", RightKernels::mirror, new KernelContext(), x, out)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        Runs.execute(emulator, graph, Runs.grid(4, 4));
        assertArrayEquals(new int[] {4 - 2, 3 - 4, 2 - 6, 1 - 8}, out.toHeapArray());
    }

    @Test
    void lambdasMayCaptureNumbersAndCallKernels() {
        IntArray x = IntArray.fromElements(1, 2, 3);
        int step = 40;
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, x)
                .task("t", (KernelContext c, IntArray a) -> RightKernels.add(c, a, step), new KernelContext(), x)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, x);
        Runs.execute(emulator, graph, Runs.grid(3, 1));
        assertArrayEquals(new int[] {41, 42, 43}, x.toHeapArray());
    }

    @Test
    void theArraysOwnInitializeIsAKernel() {
        IntArray x = new IntArray(5);
        TaskGraph graph = new TaskGraph("g")
                .task("t", IntArray::initialize, x, 7)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, x);
        emulator.run(() -> new TornadoExecutionPlan(graph.snapshot()).execute());
        assertArrayEquals(new int[] {7, 7, 7, 7, 7}, x.toHeapArray());
    }

    @Test
    void withoutWatchingResultsAreTheSame() {
        FloatArray x = random(48, 5);
        FloatArray watched = new FloatArray(3);
        FloatArray unwatched = new FloatArray(3);
        for (FloatArray out : List.of(watched, unwatched)) {
            TaskGraph graph = new TaskGraph("g")
                    .transferToDevice(DataTransferMode.EVERY_EXECUTION, x)
                    .task("t", RightKernels::sum, new KernelContext(), x, out, 16)
                    .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
            Runs.execute(
                    new Emulator(out == watched ? EmulatorSettings.STRICT : EmulatorSettings.STRICT.unwatched()),
                    graph,
                    Runs.grid(48, 16));
        }
        assertArrayEquals(watched.toHeapArray(), unwatched.toHeapArray());
    }

    @Test
    void theReportCountsLaunchesGraphsKernelsAndBytes() {
        IntArray x = IntArray.fromElements(1, 2, 3);
        KernelContext context = new KernelContext();
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, x)
                .task("a", RightKernels::add, context, x, 1)
                .task("b", RightKernels::add, context, x, 10)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, x);
        GridScheduler grids = new GridScheduler("g.a", Runs.grid(3, 3));
        grids.addWorkerGrid("g.b", Runs.grid(3, 1));
        emulator.run(() -> {
            TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot()).withGridScheduler(grids);
            plan.execute();
            plan.execute();
        });
        EmulatorReport report = emulator.report();
        assertEquals(4, report.launches());
        assertEquals(2, report.graphs());
        assertEquals(1, report.compiledKernels());
        assertEquals(12, report.bytesToDevice());
        assertEquals(24, report.bytesToHost());
        assertArrayEquals(new int[] {23, 24, 25}, x.toHeapArray());
    }
}
