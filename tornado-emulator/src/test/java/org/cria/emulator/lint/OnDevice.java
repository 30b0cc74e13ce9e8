package org.cria.emulator.lint;

import java.util.Arrays;
import java.util.function.Consumer;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task3;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Runs kernels of {@link WrongForDevices} on a device, and their first work-item as plain Java: a program of its own,
 * compiled against the SDK, which prints {@code kernel right} or {@code kernel wrong}.
 */
final class OnDevice {
    private static final int ITEMS = 128;

    private OnDevice() {}

    /** Prints on the standard output. */
    public static void main(String[] arguments) {
        ints("shift", WrongForDevices::shift, -1);
        ints("rotation", WrongForDevices::rotation, 0x80000001);
        ints("compared", WrongForDevices::compared, -1);
        ints("sharedArm", WrongForDevices::sharedArm, 10);
        ints("gaps", WrongForDevices::gaps, 5);
        ints("unrolled", WrongForDevices::unrolled, 6);
        ints("setAndBreak", WrongForDevices::setAndBreak, 1);
        ints("joinedLoops", WrongForDevices::joinedLoops, 1);
        ints("joinedCalls", WrongForDevices::joinedCalls, 128);
        ints("exchanged", WrongForDevices::exchanged, 1);
        loop();
    }

    private static WorkerGrid grid() {
        WorkerGrid grid = new WorkerGrid1D(1);
        grid.setLocalWork(1, 1, 1);
        return grid;
    }

    private static void print(String kernel, boolean right) {
        System.out.println(kernel + (right ? " right" : " wrong"));
    }

    private static void ints(String name, Task3<KernelContext, IntArray, IntArray> kernel, int value) {
        int[] values = new int[ITEMS];
        Arrays.setAll(values, i -> name.equals("exchanged") ? i : value);
        IntArray in = IntArray.fromArray(values);
        IntArray out = new IntArray(ITEMS);
        IntArray expected = new IntArray(ITEMS);
        out.init(99);
        expected.init(99);
        kernel.apply(new KernelContext(), in, expected);
        TaskGraph graph = new TaskGraph(name)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, in, out)
                .task("t", kernel, new KernelContext(), in, out)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        run(name, graph, plan -> plan.withGridScheduler(new GridScheduler(name + ".t", grid())));
        boolean right = out.get(0) == expected.get(0);
        print(name, right && (!name.equals("exchanged") || out.get(1) == expected.get(1)));
    }

    private static void loop() {
        IntArray in = IntArray.fromElements(-1, -31, 5, 64);
        IntArray out = new IntArray(4);
        IntArray expected = new IntArray(4);
        WrongForDevices.division(in, expected);
        TaskGraph graph = new TaskGraph("division")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, in)
                .task("t", WrongForDevices::division, in, out)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        run("division", graph, plan -> {});
        print("division", out.get(0) == expected.get(0) && out.get(1) == expected.get(1));
    }

    private static void run(String name, TaskGraph graph, Consumer<TornadoExecutionPlan> settings) {
        TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot());
        settings.accept(plan);
        try {
            plan.execute();
        } catch (RuntimeException | Error e) { // TornadoVM has errors of its own
            System.out.println(name + " refused: " + e);
        }
    }
}
