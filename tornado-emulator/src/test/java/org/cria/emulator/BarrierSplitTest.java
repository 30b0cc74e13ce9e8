package org.cria.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Whatever is in variables or on the stack at a barrier is there after it. */
final class BarrierSplitTest {
    private static final int ALWAYS = DataTransferMode.EVERY_EXECUTION;
    private static final int GROUP = 6;

    private static double inner(KernelContext context, DoubleArray shared, long big, double own, boolean twice) {
        int i = context.localIdx;
        shared.set(i, own);
        context.globalBarrier();
        double neighbour = shared.get((i + 1) % GROUP);
        context.globalBarrier();
        if (twice) {
            shared.set(i, neighbour * 2);
            context.globalBarrier();
            neighbour += shared.get((i + 5) % GROUP);
            context.globalBarrier();
        }
        return neighbour + big;
    }

    private static long middle(KernelContext context, DoubleArray shared, int rounds, double own) {
        long sum = rounds;
        for (int round = 0; round < rounds; round++) {
            double part = own + round;
            sum += (long) (1000 * inner(context, shared, sum % 7, part, round % 2 == 1));
        }
        return sum;
    }

    static void nested(KernelContext context, DoubleArray x, DoubleArray shared, DoubleArray out, int rounds) {
        int i = context.globalIdx;
        float half = 0.5f;
        switch (rounds) {
            case 1 -> out.set(i, x.get(i) + inner(context, shared, 1L << 40, x.get(i), false) * half);
            case 2 -> out.set(i, half * middle(context, shared, 2, x.get(i)) - x.get(i));
            default -> {
                for (int k = 0; k < rounds; k++) {
                    double before = k == 0 ? 0 : out.get(i);
                    out.set(i, before + (k % 2 == 0 ? middle(context, shared, k + 1, x.get(i)) : k * half));
                }
            }
        }
    }

    /** {@code inner} for a whole group in plain Java. */
    private static double[] inner(long[] big, double[] own, boolean twice) {
        double[] result = new double[GROUP];
        for (int i = 0; i < GROUP; i++) {
            double neighbour = own[(i + 1) % GROUP];
            double second = twice ? own[(i + 6) % GROUP] * 2 : 0;
            result[i] = neighbour + second + big[i];
        }
        return result;
    }

    private static long[] middle(int rounds, double[] own) {
        long[] sums = new long[GROUP];
        java.util.Arrays.fill(sums, rounds);
        for (int round = 0; round < rounds; round++) {
            long[] big = new long[GROUP];
            double[] part = new double[GROUP];
            for (int i = 0; i < GROUP; i++) {
                big[i] = sums[i] % 7;
                part[i] = own[i] + round;
            }
            double[] parts = inner(big, part, round % 2 == 1);
            for (int i = 0; i < GROUP; i++) {
                sums[i] += (long) (1000 * parts[i]);
            }
        }
        return sums;
    }

    private static double[] expected(int rounds, double[] x) {
        double[] out = new double[GROUP];
        for (int k = 0; k < (rounds > 2 ? rounds : 1); k++) {
            double[] once = inner(new long[] {1L << 40, 1L << 40, 1L << 40, 1L << 40, 1L << 40, 1L << 40}, x, false);
            long[] sums = middle(rounds > 2 ? k + 1 : 2, x);
            for (int i = 0; i < GROUP; i++) {
                out[i] = switch (rounds) {
                    case 1 -> x[i] + once[i] * 0.5f;
                    case 2 -> 0.5f * sums[i] - x[i];
                    default -> (k == 0 ? 0 : out[i]) + (k % 2 == 0 ? sums[i] : k * 0.5f);
                };
            }
        }
        return out;
    }

    @Test
    void variablesAndStackSurviveNestedCallsWithBarriers() {
        double[] x = {0.25, 1.5, -2, 8, 0.125, 3};
        for (int rounds : List.of(1, 2, 3, 5)) {
            DoubleArray in = DoubleArray.fromArray(x);
            DoubleArray shared = new DoubleArray(GROUP);
            DoubleArray out = new DoubleArray(GROUP);
            TaskGraph graph = new TaskGraph("g")
                    .transferToDevice(ALWAYS, in)
                    .task("t", BarrierSplitTest::nested, new KernelContext(), in, shared, out, rounds)
                    .transferToHost(ALWAYS, out);
            Runs.execute(new Emulator(), graph, Runs.grid(GROUP, GROUP));
            // Sums of floats with longs are rounded to float in both, in the same order.
            assertArrayEquals(expected(rounds, x), out.toHeapArray(), "rounds " + rounds);
        }
    }

    /** Each work-item of a three-dimensional group writes its ids where all others read them. */
    static void ids(KernelContext context, IntArray out) {
        int[] shared = context.allocateIntLocalArray(8);
        int local = context.localIdx
                + context.localGroupSizeX * (context.localIdy + context.localGroupSizeY * context.localIdz);
        int global = context.globalIdx
                + context.globalGroupSizeX * (context.globalIdy + context.globalGroupSizeY * context.globalIdz);
        shared[local] = global;
        context.localBarrier();
        out.set(
                global,
                shared[7 - local] + 1000 * (context.groupIdx + 10 * (context.groupIdy + 10 * context.groupIdz)));
    }

    @Test
    void idsAreRightInThreeDimensions() {
        WorkerGrid grid = new WorkerGrid3D(4, 2, 4);
        grid.setLocalWork(2, 2, 2);
        IntArray out = new IntArray(32);
        TaskGraph graph = new TaskGraph("g")
                .task("t", BarrierSplitTest::ids, new KernelContext(), out)
                .transferToHost(ALWAYS, out);
        Runs.execute(new Emulator(), graph, grid);
        for (int x = 0; x < 4; x++) {
            for (int y = 0; y < 2; y++) {
                for (int z = 0; z < 4; z++) {
                    int opposite = (x ^ 1) + 4 * ((y ^ 1) + 2 * (z ^ 1));
                    int group = x / 2 + 10 * (y / 2 + 10 * (z / 2));
                    assertEquals(opposite + 1000 * group, out.get(x + 4 * (y + 2 * z)));
                }
            }
        }
    }
}
