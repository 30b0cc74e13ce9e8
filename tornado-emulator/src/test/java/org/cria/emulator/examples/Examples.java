package org.cria.emulator.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What the examples share: seeded data, graphs named {@code g} with tasks named {@code t}, comparison with plain Java. */
final class Examples {
    private Examples() {}

    static FloatArray floats(int size, int seed) {
        Random random = new Random(seed);
        FloatArray array = new FloatArray(size);
        for (int i = 0; i < size; i++) {
            array.set(i, 2f * random.nextFloat() - 1f);
        }
        return array;
    }

    static FloatArray copy(FloatArray array) {
        return FloatArray.fromArray(array.toHeapArray());
    }

    static IntArray ints(int size, int bound, int seed) {
        return IntArray.fromArray(new Random(seed).ints(size, 0, bound).toArray());
    }

    /** A graph that has these arrays on the device. */
    static TaskGraph with(Object... in) {
        TaskGraph graph = new TaskGraph("g");
        return in.length == 0 ? graph : graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, in);
    }

    static void run(TaskGraph graph, Object... out) {
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        new TornadoExecutionPlan(graph.snapshot()).execute();
    }

    static void run(TaskGraph graph, WorkerGrid grid, Object... out) {
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        new TornadoExecutionPlan(graph.snapshot())
                .withGridScheduler(new GridScheduler("g.t", grid))
                .execute();
    }

    static void same(FloatArray expected, FloatArray actual) {
        assertArrayEquals(expected.toHeapArray(), actual.toHeapArray());
    }

    static void same(IntArray expected, IntArray actual) {
        assertArrayEquals(expected.toHeapArray(), actual.toHeapArray());
    }
}
