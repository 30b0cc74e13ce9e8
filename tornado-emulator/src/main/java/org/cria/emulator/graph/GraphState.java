package org.cria.emulator.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cria.emulator.Emulator;
import org.cria.emulator.TransferKind;
import org.cria.emulator.launch.DeviceBuffer;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * One graph's device memory. An array that a transfer of the graph names keeps its device copy from run to run; one
 * that only tasks use gets a new, empty copy at every run, since TornadoVM gives that memory back.
 */
final class GraphState {
    private final FrozenGraph graph;
    private final Emulator emulator;
    private final List<GraphTransfer> transfers = new ArrayList<>();
    private final IdentityHashMap<Object, DeviceBuffer> kept = new IdentityHashMap<>();
    private final IdentityHashMap<Object, DeviceBuffer> borrowed = new IdentityHashMap<>();
    private final IdentityHashMap<Object, DeviceBuffer> passing = new IdentityHashMap<>();
    /** Copies that only a run used, for its next one: making them took an eighth of a small model's time. */
    private final IdentityHashMap<Object, DeviceBuffer> spare = new IdentityHashMap<>();

    /** What a recorded graph was recorded with; empty before its first run. */
    private final IdentityHashMap<Object, DeviceBuffer> recorded = new IdentityHashMap<>();

    private boolean recording;
    private boolean ran;

    private final Set<Object> copied = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Arrays that a transfer names, and those that it may fetch on demand. */
    private final Set<Object> named = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Set<Object> onDemand = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<GraphTransfer> consumed;
    private final Optional<String> misuse;

    GraphState(FrozenGraph graph, Emulator emulator) {
        this.graph = graph;
        this.emulator = emulator;
        for (GraphTransfer transfer : graph.transfers()) {
            if (allocates(transfer) || !emulator.meets(transfer.site())) {
                transfers.add(transfer);
                named.add(transfer.array());
            }
        }
        transfers.stream()
                .filter(t -> t.mode() == DataTransferMode.UNDER_DEMAND
                        && (t.site().kind() == TransferKind.TO_HOST || t.site().kind() == TransferKind.PERSIST))
                .forEach(t -> onDemand.add(t.array()));
        consumed = transfers.stream()
                .filter(t -> t.site().kind() == TransferKind.CONSUME)
                .toList();
        misuse = findMisuse();
    }

    /** Towards the device on demand: memory for the array, and no copy that could be left out. */
    private static boolean allocates(GraphTransfer transfer) {
        return transfer.site().kind() == TransferKind.TO_DEVICE && transfer.mode() == DataTransferMode.UNDER_DEMAND;
    }

    FrozenGraph graph() {
        return graph;
    }

    private boolean names(Object array, TransferKind kind) {
        return transfers.stream()
                .anyMatch(t -> t.site().kind() == kind && t.array().equals(array));
    }

    /** A sentence on a use of TornadoVM that goes wrong there without a word, if there is one. */
    Optional<String> misuse() {
        return misuse;
    }

    private Optional<String> findMisuse() {
        for (GraphTransfer transfer : transfers) {
            Object array = transfer.array();
            boolean used = graph.tasks().stream()
                    .flatMap(t -> t.arguments().stream())
                    .flatMap(a -> Storage.of(a).stream())
                    .anyMatch(a -> a.equals(array));
            if (transfer.site().kind() == TransferKind.PERSIST && !used) {
                return Optional.of(
                        "it persists an array (" + describe(array)
                                + ") that none of its tasks uses, which breaks the graphs that consume it. Use it in a task, however small.");
            }
            if (transfer.site().kind() == TransferKind.CONSUME && names(array, TransferKind.TO_DEVICE)) {
                return Optional.of(
                        "it consumes an array (" + describe(array)
                                + ") and also transfers it to the device, which gives wrong data there. Use an array of its own for each graph.");
            }
        }
        return Optional.empty();
    }

    /**
     * Takes over device copies from the graph that ran last, as TornadoVM does: those consumed under its name, or,
     * where there are none, all consumed ones.
     *
     * @return a sentence on what is missing, if so
     */
    Optional<String> consumeFrom(@Nullable GraphState last) {
        if (consumed.isEmpty()) {
            return Optional.empty();
        }
        if (last == null) {
            return Optional.of("it consumes arrays from the device, but no graph of the plan has run before it.");
        }
        List<GraphTransfer> byName = consumed.stream()
                .filter(t -> t.source().filter(last.graph.name()::equals).isPresent())
                .toList();
        for (GraphTransfer transfer : byName.isEmpty() ? consumed : byName) {
            DeviceBuffer buffer = last.lent(transfer.array());
            if (buffer == null) {
                return Optional.of(
                        "it consumes an array (" + describe(transfer.array()) + ")"
                                + transfer.source()
                                        .map(s -> " of graph '" + s + "'")
                                        .orElse("") + ", but graph '" + last.graph.name()
                                + "', which ran immediately before, does not persist it. Run the graphs in order, or persist the array there.");
            }
            borrowed.put(transfer.array(), buffer);
        }
        return consumed.stream()
                .filter(t -> !borrowed.containsKey(t.array()))
                .findFirst()
                .map(t -> "it consumes an array (" + describe(t.array())
                        + ") that it has not got from any graph that ran immediately before.");
    }

    private @Nullable DeviceBuffer lent(Object array) {
        DeviceBuffer own = names(array, TransferKind.PERSIST) || isOnDemand(array) ? kept.get(array) : null;
        return own != null ? own : borrowed.get(array);
    }

    static String describe(Object array) {
        return array.getClass().getSimpleName() + " of " + ((TornadoNativeArray) array).getSize();
    }

    /** Copies towards the device what this run has to; returns the bytes. */
    long copyIn() {
        long bytes = 0;
        for (GraphTransfer transfer : transfers) {
            boolean due = transfer.mode() == DataTransferMode.EVERY_EXECUTION
                    || (transfer.mode() == DataTransferMode.FIRST_EXECUTION && !copied.contains(transfer.array()));
            if (transfer.site().kind() == TransferKind.TO_DEVICE && due) {
                TornadoNativeArray array = (TornadoNativeArray) transfer.array();
                DeviceBuffer buffer = buffer(array);
                buffer.copyFrom(hostData(array));
                if (emulator.settings().watching()) {
                    HostCopy.of(array, emulator).copiedTo(buffer);
                }
                copied.add(array);
                bytes += buffer.byteSize();
            }
        }
        return bytes;
    }

    /** Copies towards the host what every run does; returns the bytes. */
    long copyOut() {
        long bytes = 0;
        for (GraphTransfer transfer : transfers) {
            if (transfer.site().kind() == TransferKind.TO_HOST && transfer.mode() != DataTransferMode.UNDER_DEMAND) {
                bytes += fetch((TornadoNativeArray) transfer.array());
            }
        }
        return bytes;
    }

    boolean isOnDemand(Object array) {
        return onDemand.contains(array);
    }

    /** Copies one array to the host; returns the bytes. */
    long fetch(TornadoNativeArray array) {
        DeviceBuffer buffer = buffer(array);
        buffer.copyTo(hostData(array));
        if (emulator.settings().watching()) {
            HostCopy.of(array, emulator).copiedFrom(buffer);
        }
        return buffer.byteSize();
    }

    private static MemorySegment hostData(TornadoNativeArray array) {
        return array.getSegmentWithHeader().asSlice(TornadoNativeArray.ARRAY_HEADER);
    }

    /** The device copy of an array, made where there is none. */
    DeviceBuffer buffer(TornadoNativeArray array) {
        DeviceBuffer taken = borrowed.get(array);
        if (taken != null) {
            return taken;
        }
        return (named.contains(array) ? kept : passing).computeIfAbsent(array, a -> allocate(array));
    }

    private DeviceBuffer allocate(TornadoNativeArray array) {
        DeviceBuffer used = spare.remove(array);
        if (emulator.settings().watching()) {
            HostCopy host = HostCopy.of(array, emulator);
            return used != null && host.takeBack(used) ? used : host.allocate();
        }
        HostCopy.forget(array);
        if (used != null) {
            used.renew();
            return used;
        }
        return new DeviceBuffer(array.getSize(), array.getElementSize(), null);
    }

    boolean hasRun() {
        return ran;
    }

    /** Whether this run repeats another. */
    boolean isRecorded() {
        return recording && ran;
    }

    /** Its next run is recorded. */
    void record() {
        recording = true;
    }

    /** A sentence on an array whose device copy is not the one that was recorded, if there is one. */
    Optional<String> moved() {
        return recorded.keySet().stream()
                .filter(array -> current(array) != recorded.get(array))
                .findFirst()
                .map(
                        array -> "it was recorded with another device copy of an array (" + describe(array)
                                + ") than it has got now, and would go on using the old one. Let every graph have that array from the same one.");
    }

    private @Nullable DeviceBuffer current(Object array) {
        return borrowed.getOrDefault(array, (named.contains(array) ? kept : passing).get(array));
    }

    /** Gives back what only this run used, unless it was recorded. */
    void endRun() {
        ran = true;
        if (recording) {
            recorded.putAll(kept);
            recorded.putAll(passing);
            recorded.putAll(borrowed);
            return;
        }
        spare.putAll(passing);
        release(passing);
    }

    void free() {
        release(passing);
        spare.clear();
        release(kept);
        borrowed.clear();
        recorded.clear();
        copied.clear();
    }

    private void release(IdentityHashMap<Object, DeviceBuffer> buffers) {
        if (emulator.settings().watching()) {
            buffers.forEach((array, buffer) ->
                    HostCopy.of((TornadoNativeArray) array, emulator).release(buffer));
        }
        buffers.clear();
    }

    long deviceBytes() {
        return kept.values().stream().mapToLong(DeviceBuffer::byteSize).sum();
    }
}
