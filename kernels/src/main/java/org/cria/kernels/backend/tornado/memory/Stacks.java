package org.cria.kernels.backend.tornado.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.program.Weight;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Matrices of a kind, one layer behind the other, each kind in an array, packed in their own format. */
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
    private final Map<List<Weight>, IntArray> arrays = new LinkedHashMap<>();

    Stacks(Residence residence) {
        this.residence = residence;
    }

    /** The array of a kind. */
    IntArray of(List<Weight> layers) {
        return arrays.computeIfAbsent(layers, l -> residence == Residence.HOST ? filled(l) : named(l));
    }

    /** Every kind with its array. */
    public Map<List<Weight>, IntArray> all() {
        return Collections.unmodifiableMap(arrays);
    }

    /** The arrays that the host fills. */
    List<IntArray> filled() {
        return residence == Residence.HOST ? List.copyOf(arrays.values()) : List.of();
    }

    /** The host's copies go; what the host needs again, it has from the program's weights. */
    public void free() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private static long bytes(List<Weight> layers) {
        return layers.stream().mapToLong(Packing::bytes).sum();
    }

    private IntArray filled(List<Weight> layers) {
        IntArray stack = IntArray.fromSegmentShallow(
                arena.allocate(TornadoNativeArray.ARRAY_HEADER + bytes(layers), Long.BYTES));
        MemorySegment target = stack.getSegment();
        long at = 0;
        for (Weight weight : layers) {
            Packing.pack(weight, 0, weight.rows(), target, at);
            at += Packing.bytes(weight);
        }
        return stack;
    }

    /**
     * An array that the host has nothing of but its header and its size, for TornadoVM knows device memory by host arrays. No
     * graph transfers it, and nothing else may touch what is behind the header: a zeroed allocation would cost as much memory as
     * the weights.
     */
    @SuppressWarnings("restricted")
    private IntArray named(List<Weight> layers) {
        MemorySegment header = arena.allocate(TornadoNativeArray.ARRAY_HEADER, Long.BYTES);
        return IntArray.fromSegmentShallow(
                header.reinterpret(TornadoNativeArray.ARRAY_HEADER + bytes(layers), arena, null));
    }
}
