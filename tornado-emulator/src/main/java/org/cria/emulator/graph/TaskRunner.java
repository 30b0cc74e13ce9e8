package org.cria.emulator.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cria.emulator.Emulator;
import org.cria.emulator.Finding;
import org.cria.emulator.FindingException;
import org.cria.emulator.FindingKind;
import org.cria.emulator.bytecode.KernelCompiler;
import org.cria.emulator.bytecode.KernelMethod;
import org.cria.emulator.bytecode.RefusedCode;
import org.cria.emulator.bytecode.WatchedKernel;
import org.cria.emulator.launch.Clock;
import org.cria.emulator.launch.DeviceBuffer;
import org.cria.emulator.launch.Grid;
import org.cria.emulator.launch.KernelRun;
import org.cria.emulator.launch.LaunchSpec;
import org.cria.emulator.launch.WorkItems;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Runs tasks: compiles their kernels, puts device copies in the place of arrays, and launches. */
final class TaskRunner {
    /** Most work-items of a group on common devices. */
    private static final int MOST_IN_GROUP = 1024;
    /** Group size where none was set. */
    private static final int USUAL_GROUP = 64;

    private final Emulator emulator;
    private final KernelCompiler compiler;
    private final Clock clock = new Clock();
    private final WorkItems workItems = new WorkItems();
    private final IdentityHashMap<Task, KernelMethod> methods = new IdentityHashMap<>();
    private final Map<String, WatchedKernel> codes = new HashMap<>();
    private GridScheduler grids = new GridScheduler();
    private long compileNanos;
    private long kernelNanos;

    TaskRunner(Emulator emulator) {
        this.emulator = emulator;
        this.compiler = new KernelCompiler(emulator::meets);
    }

    void schedule(GridScheduler scheduler) {
        grids = scheduler;
    }

    void resetNanos() {
        compileNanos = 0;
        kernelNanos = 0;
    }

    long compileNanos() {
        return compileNanos;
    }

    long kernelNanos() {
        return kernelNanos;
    }

    WatchedKernel compile(Task task) {
        long start = System.nanoTime();
        try {
            KernelMethod method = methods.computeIfAbsent(task, t -> KernelMethod.of(t.code()));
            WatchedKernel code = codes.computeIfAbsent(method.owner() + method.name() + method.descriptor(), key -> {
                WatchedKernel made = compiler.compile(method);
                emulator.counters().compiled();
                return made;
            });
            checkArrays(task, method, code);
            return code;
        } catch (RefusedCode refused) {
            throw emulator.fatal(new Finding(
                    FindingKind.REFUSED_CODE,
                    task.name(),
                    "",
                    "",
                    -1,
                    List.of(),
                    refused.place(),
                    task.name() + " cannot be compiled for a device: " + refused.getMessage()));
        } finally {
            compileNanos += System.nanoTime() - start;
        }
    }

    void run(Task task, GraphState state) {
        WatchedKernel code = compile(task);
        KernelMethod method = methods.computeIfAbsent(task, t -> KernelMethod.of(t.code()));
        List<@Nullable Object> arguments = arguments(task, method, code, state);
        boolean watching = emulator.settings().watching();
        LaunchSpec spec = new LaunchSpec(
                task.name(),
                method.shortName(),
                code.sites(),
                code.parameterNames(),
                arguments,
                code.written(),
                code.reduced(),
                grid(task, code),
                code.parallelLoops(),
                outputs(task, state));
        long start = System.nanoTime();
        List<Finding> findings = new KernelRun(spec, clock, workItems, watching, emulator::print).run(code.kernel());
        kernelNanos += System.nanoTime() - start;
        emulator.counters().launched();
        emulator.found(findings);
    }

    private static List<Object> values(Task task, KernelMethod method) {
        List<Object> values = new ArrayList<>(method.captured());
        values.addAll(task.arguments());
        return values;
    }

    /**
     * TornadoVM makes an argument wait for the task that wrote its array last: for its own task, where an earlier argument of that
     * is the same array and written. Written by the last of them, as what a kernel computes in place, it is fine.
     */
    private void checkArrays(Task task, KernelMethod method, WatchedKernel code) {
        List<Object> values = values(task, method);
        for (int written : code.written()) {
            for (int later = written + 1; later < values.size(); later++) {
                if (Storage.of(values.get(later)).equals(Storage.of(values.get(written)))) {
                    throw refuse(
                            task,
                            "has one array (" + GraphState.describe(values.get(written)) + ") twice, as '"
                                    + code.parameterNames().get(written) + "' and later as '"
                                    + code.parameterNames().get(later)
                                    + "', and writes the first. TornadoVM's scheduler never finishes with that: give it once, or use two arrays.");
                }
            }
        }
    }

    private List<@Nullable Object> arguments(Task task, KernelMethod method, WatchedKernel code, GraphState state) {
        List<Object> values = values(task, method);
        List<@Nullable Object> arguments = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            TornadoNativeArray array = Storage.of(value).orElse(null);
            if (array != null) {
                DeviceBuffer buffer = state.buffer(array);
                arguments.add(Storage.isMatrix(value) ? Storage.onDevice(value, buffer) : buffer);
                if (emulator.settings().watching()) {
                    HostCopy.of(array, emulator).call(code.parameterNames().get(i) + " of task " + task.name());
                }
            } else {
                arguments.add(value instanceof KernelContext ? null : value);
            }
        }
        return arguments;
    }

    private @Nullable Set<DeviceBuffer> outputs(Task task, GraphState state) {
        return emulator.outputs(task.name())
                .map(arrays -> {
                    Set<DeviceBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
                    arrays.forEach(
                            array -> buffers.add(state.buffer(Storage.of(array).orElseThrow())));
                    return buffers;
                })
                .orElse(null);
    }

    private Grid grid(Task task, WatchedKernel code) {
        if (!code.usesContext()) {
            return new Grid(1, 1, 1, 1, 1, 1);
        }
        WorkerGrid worker = grids.get(task.name());
        if (worker == null) {
            throw refuse(
                    task,
                    "uses the kernel context, but the grid scheduler has no grid for it. Add one under this name.");
        }
        long[] global = worker.getGlobalWork();
        long[] local = worker.getLocalWork();
        if (local == null) {
            local = new long[] {divisor(global[0]), 1, 1};
        }
        for (int i = 0; i < 3; i++) {
            if (global[i] < 1 || local[i] < 1 || global[i] % local[i] != 0) {
                throw refuse(
                        task,
                        global[i] + " work-items along " + "xyz".charAt(i) + " in groups of " + local[i]
                                + ". The group must divide the whole.");
            }
        }
        if (local[0] * local[1] * local[2] > MOST_IN_GROUP) {
            throw refuse(task, "a group of more than " + MOST_IN_GROUP + " work-items. Devices take no larger ones.");
        }
        return new Grid(
                Math.toIntExact(global[0]),
                Math.toIntExact(global[1]),
                Math.toIntExact(global[2]),
                (int) local[0],
                (int) local[1],
                (int) local[2]);
    }

    private static long divisor(long global) {
        long size = Math.min(USUAL_GROUP, global);
        while (size > 1 && global % size != 0) {
            size--;
        }
        return size;
    }

    private FindingException refuse(Task task, String what) {
        return emulator.fatal(new Finding(
                FindingKind.GRAPH, task.name(), "", "", -1, List.of(), "", "task " + task.name() + ": " + what));
    }
}
