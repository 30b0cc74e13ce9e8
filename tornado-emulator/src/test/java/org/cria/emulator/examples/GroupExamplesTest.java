package org.cria.emulator.examples;

import static org.cria.emulator.examples.Examples.floats;
import static org.cria.emulator.examples.Examples.ints;
import static org.cria.emulator.examples.Examples.run;
import static org.cria.emulator.examples.Examples.same;
import static org.cria.emulator.examples.Examples.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.cria.emulator.junit.EmulatedKernel;
import org.cria.emulator.lint.LintRule;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Each kernel on the emulator beside plain loops. */
@EmulatedKernel(lint = GroupKernels.class, without = LintRule.SUBGROUP_ON_OPENCL)
final class GroupExamplesTest {
    private final KernelContext context = new KernelContext();

    private static WorkerGrid grid(int global, int local) {
        WorkerGrid grid = new WorkerGrid1D(global);
        grid.setLocalWork(local, 1, 1);
        return grid;
    }

    @Test
    void vectorAdd() {
        FloatArray a = floats(128, 1);
        FloatArray b = floats(128, 2);
        FloatArray out = new FloatArray(128);
        run(with(a, b).task("t", GroupKernels::add, context, a, b, out), grid(128, 32), out);
        for (int i = 0; i < 128; i++) {
            assertEquals(a.get(i) + b.get(i), out.get(i));
        }
    }

    @Test
    void treeOfSums() {
        FloatArray in = floats(256, 1);
        FloatArray out = new FloatArray(4);
        run(with(in).task("t", GroupKernels::sum, context, in, out), grid(256, 64), out);
        for (int group = 0; group < 4; group++) {
            double sum = 0;
            for (int i = 0; i < 64; i++) {
                sum += in.get(64 * group + i);
            }
            assertEquals(sum, out.get(group), 6 * Math.ulp(64f)); // six roundings, each of a sum of at most 64
        }
    }

    @Test
    void tiledProduct() {
        int size = 3 * GroupKernels.TILE;
        FloatArray a = floats(size * size, 1);
        FloatArray b = floats(size * size, 2);
        FloatArray c = new FloatArray(size * size);
        FloatArray expected = new FloatArray(size * size);
        LoopKernels.product(a, b, expected, size);
        WorkerGrid grid = new WorkerGrid2D(size, size);
        grid.setLocalWork(GroupKernels.TILE, GroupKernels.TILE, 1);
        run(with(a, b).task("t", GroupKernels::tiledProduct, context, a, b, c, size), grid, c);
        same(expected, c); // the sums run in the same order
    }

    @Test
    void histograms() {
        IntArray values = ints(256, 8, 1);
        IntArray counts = new IntArray(8);
        IntArray again = new IntArray(8);
        IntArray expected = new IntArray(8);
        for (int i = 0; i < 256; i++) {
            expected.set(values.get(i), expected.get(values.get(i)) + 1);
        }
        run(with(values, counts).task("t", GroupKernels::histogram, context, values, counts), grid(256, 32), counts);
        run(with(values, again).task("t", GroupKernels::localHistogram, context, values, again), grid(256, 32), again);
        same(expected, counts);
        same(expected, again);
    }

    @Test
    void prefixSums() {
        IntArray in = ints(64, 100, 1);
        IntArray out = new IntArray(64);
        run(with(in).task("t", GroupKernels::prefixSums, context, in, out), grid(64, 32), out);
        int sum = 0;
        for (int i = 0; i < 64; i++) {
            sum = i % 32 == 0 ? in.get(i) : sum + in.get(i);
            assertEquals(sum, out.get(i));
        }
    }

    @Test
    void bitonicSort() {
        IntArray values = ints(64, 1000, 1);
        int[] expected = values.toHeapArray();
        Arrays.sort(expected);
        IntArray step = new IntArray(2);
        TaskGraph graph = new TaskGraph("g")
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, values)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, step)
                .task("t", GroupKernels::sortStep, context, values, step)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, values);
        TornadoExecutionPlan plan =
                new TornadoExecutionPlan(graph.snapshot()).withGridScheduler(new GridScheduler("g.t", grid(64, 16)));
        for (int block = 2; block <= 64; block *= 2) {
            for (int distance = block / 2; distance > 0; distance /= 2) {
                step.set(0, block);
                step.set(1, distance);
                plan.execute();
            }
        }
        assertArrayEquals(expected, values.toHeapArray());
    }

    @Test
    void subgroups() {
        FloatArray in = FloatArray.fromElements(new float[64]);
        for (int i = 0; i < 64; i++) {
            in.set(i, i);
        }
        FloatArray out = new FloatArray(64);
        run(with(in).task("t", GroupKernels::subgroupSum, context, in, out), grid(64, 64), out);
        for (int i = 0; i < 64; i++) {
            assertEquals(i < 32 ? 496f : 1520f, out.get(i)); // the sums of 0 to 31 and of 32 to 63
        }
    }

    @Test
    void halfPrecisionInLocalMemory() {
        HalfFloatArray in = new HalfFloatArray(32);
        for (int i = 0; i < 32; i++) {
            in.set(i, new HalfFloat((float) i));
        }
        HalfFloatArray out = new HalfFloatArray(32);
        run(with(in).task("t", GroupKernels::reversed, context, in, out), grid(32, 16), out);
        for (int i = 0; i < 32; i++) {
            assertEquals(i / 16 * 16 + 15 - i % 16, out.get(i).getFloat32());
        }
    }
}
