package org.cria.emulator.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cria.emulator.Emulator;
import org.cria.emulator.Finding;
import org.cria.emulator.FindingException;
import org.cria.emulator.FindingKind;
import org.cria.emulator.Omission;
import org.cria.emulator.TransferKind;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** A task graph under construction; refuses at once what TornadoVM does not take or gets wrong. */
public final class GraphBuilder {
    /** TornadoVM's table of tasks has this many places. */
    private static final int MOST_TASKS = 256;

    private final String name;
    private final List<Task> tasks = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final List<GraphTransfer> transfers = new ArrayList<>();

    public GraphBuilder(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    private FindingException refuse(String what) {
        String message = "task graph '" + name + "': " + what;
        return Emulator.current().fatal(new Finding(FindingKind.GRAPH, name, "", "", -1, List.of(), "", message));
    }

    /**
     * Adds a task.
     *
     * @throws FindingException for an id that is taken, a task too many, or an argument that devices do not take
     */
    public void task(String id, Object code, @Nullable Object... arguments) {
        if (!ids.add(id)) {
            throw refuse("two tasks have the id '" + id + "'. Give each its own.");
        }
        if (tasks.size() == MOST_TASKS) {
            throw refuse("more than " + MOST_TASKS + " tasks. Make a second graph.");
        }
        List<Object> kept = new ArrayList<>();
        for (@Nullable Object argument : arguments) {
            kept.add(checked(id, argument));
        }
        tasks.add(new Task(name + "." + id, code, kept));
    }

    private Object checked(String id, @Nullable Object argument) {
        return switch (argument) {
            case null -> throw refuse("task '" + id + "' has an argument that is null.");
            case TornadoNativeArray array -> array;
            case Object view
            when Storage.of(view).isPresent() ->
                Storage.isMatrix(view) ? view : Storage.of(view).orElseThrow();
            case KernelContext context -> context;
            case Number number -> number;
            case Boolean flag -> flag;
            case Character character -> character;
            default ->
                throw refuse("task '" + id + "' has an argument of type "
                        + argument.getClass().getName()
                        + (argument instanceof Record ? ", a record, which reads as zeros on devices" : "")
                        + ". Devices take TornadoVM's arrays, the kernel context and numbers.");
        };
    }

    public void transferToDevice(int mode, Object... arrays) {
        add(TransferKind.TO_DEVICE, mode, Optional.empty(), arrays);
    }

    public void transferToHost(int mode, Object... arrays) {
        add(TransferKind.TO_HOST, mode, Optional.empty(), arrays);
    }

    public void persist(Object... arrays) {
        add(TransferKind.PERSIST, DataTransferMode.UNDER_DEMAND, Optional.empty(), arrays);
    }

    public void consume(Object... arrays) {
        add(TransferKind.CONSUME, DataTransferMode.UNDER_DEMAND, Optional.empty(), arrays);
    }

    public void consume(String source, Object... arrays) {
        add(TransferKind.CONSUME, DataTransferMode.UNDER_DEMAND, Optional.of(source), arrays);
    }

    private void add(TransferKind kind, int mode, Optional<String> source, @Nullable Object... arrays) {
        if (mode < DataTransferMode.FIRST_EXECUTION || mode > DataTransferMode.UNDER_DEMAND) {
            throw refuse("transfer mode " + mode + ". Use a constant of DataTransferMode.");
        }
        for (@Nullable Object array : Arrays.asList(arrays)) {
            TornadoNativeArray storage = Storage.of(array)
                    .orElseThrow(() -> refuse("a transfer of "
                            + (array == null ? "null" : array.getClass().getName())
                            + ". Only arrays are transferred; numbers are constants of the task."));
            Omission.Transfer site = new Omission.Transfer(name, kind, transfers.size());
            transfers.add(new GraphTransfer(site, mode, storage, source));
        }
    }

    /** The graph as it is now. */
    public FrozenGraph build() {
        return new FrozenGraph(name, tasks, transfers);
    }
}
