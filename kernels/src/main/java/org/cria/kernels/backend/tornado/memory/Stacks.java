package org.cria.kernels.backend.tornado.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.program.Weight;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Matrices of a kind, one layer behind the other, each kind in an array, in their own format. */
public final class Stacks {
    /** Where the contents are. */
    public enum Residence {
        /** On the host, which sends them. */
        HOST,
        /** Only on the device, which gets them in pieces. */
        DEVICE
    }

    private final Residence residence;
    private final Arena arena = Arena.ofShared();
    private final Map<List<Weight>, ShortArray> arrays = new LinkedHashMap<>();

    Stacks(Residence residence) {
        this.residence = residence;
    }

    /** The array of a kind. */
    ShortArray of(List<Weight> layers) {
        return arrays.computeIfAbsent(layers, l -> residence == Residence.HOST ? filled(l) : named(l));
    }

    /** Every kind with its array. */
    public Map<List<Weight>, ShortArray> all() {
        return Collections.unmodifiableMap(arrays);
    }

    /** The arrays that the host fills. */
    List<ShortArray> filled() {
        return residence == Residence.HOST ? List.copyOf(arrays.values()) : List.of();
    }

    /** The host's copies go; what the host needs again, it has from the program's weights. */
    public void free() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private static long bytes(List<Weight> layers) {
        return layers.stream().mapToLong(Weight::bytes).sum();
    }

    private ShortArray filled(List<Weight> layers) {
        ShortArray stack = ShortArray.fromSegmentShallow(
                arena.allocate(TornadoNativeArray.ARRAY_HEADER + bytes(layers), Long.BYTES));
        MemorySegment target = stack.getSegment();
        long at = 0;
        for (Weight weight : layers) {
            MemorySegment.copy(weight.data(), 0, target, at, weight.bytes());
            at += weight.bytes();
        }
        return stack;
    }

    /**
     * An array that the host has nothing of but its header and its size, for TornadoVM knows device memory by host arrays. No
     * graph transfers it, and nothing else may touch what is behind the header: a zeroed allocation would cost as much memory as
     * the weights.
     */
    @SuppressWarnings("restricted")
    private ShortArray named(List<Weight> layers) {
        MemorySegment header = arena.allocate(TornadoNativeArray.ARRAY_HEADER, Long.BYTES);
        return ShortArray.fromSegmentShallow(
                header.reinterpret(TornadoNativeArray.ARRAY_HEADER + bytes(layers), arena, null));
    }
}
