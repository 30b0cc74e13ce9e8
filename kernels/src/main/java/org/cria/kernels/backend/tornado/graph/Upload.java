package org.cria.kernels.backend.tornado.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Fill;
import org.cria.kernels.backend.tornado.lower.Launch;
import org.cria.kernels.backend.tornado.memory.Stacks;
import org.cria.kernels.program.Weight;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/**
 * Brings weights to a device piece by piece: the host never has more of them than one piece, beside the file's pages that are just
 * being read.
 */
public final class Upload {
    private static final String NAME = "fill";
    /** Two bytes each. Large enough that launches do not matter, small enough for a cache. */
    private static final int PIECE_VALUES = 1 << 21;
    /** Values that a group copies. */
    private static final int RUN = 4096;

    private static final KernelContext CONTEXT = new KernelContext();

    private final List<FillGraph> fills = new ArrayList<>();

    /**
     * What one graph fills.
     *
     * @param weights [arrays][layers]
     */
    private record FillGraph(Graph graph, IntArray request, ShortArray piece, List<List<Weight>> weights) {}

    /** @param stacks all that there will be */
    Upload(Stacks stacks, DeviceShape shape) {
        List<Map.Entry<List<Weight>, ShortArray>> all = List.copyOf(stacks.all().entrySet());
        for (int from = 0; from < all.size(); from += Fill.ARRAYS) {
            fills.add(fill(all.subList(from, Math.min(all.size(), from + Fill.ARRAYS)), shape));
        }
    }

    private FillGraph fill(List<Map.Entry<List<Weight>, ShortArray>> stacks, DeviceShape shape) {
        String name = NAME + fills.size();
        List<ShortArray> arrays = stacks.stream().map(Map.Entry::getValue).toList();
        int largest = arrays.stream().mapToInt(ShortArray::getSize).max().orElse(1);
        IntArray request = new IntArray(Fill.REQUEST);
        ShortArray piece = new ShortArray(Math.min(PIECE_VALUES, largest));
        List<ShortArray> places = new ArrayList<>(arrays);
        while (places.size() < Fill.ARRAYS) {
            places.add(new ShortArray(1)); // never asked for
        }
        List<Object> reads = new ArrayList<>(List.of(request, piece));
        reads.addAll(arrays);
        String id = "0fill";
        Launch launch = new Launch(
                id,
                Math.ceilDiv(piece.getSize(), RUN),
                shape.lanes(),
                reads,
                List.copyOf(arrays),
                g -> task(g, id, request, piece, places, shape.lanes()));
        Graph graph = new Graph(name, List.of(launch), List.of(request, piece), List.of(), List.of());
        return new FillGraph(
                graph, request, piece, stacks.stream().map(Map.Entry::getKey).toList());
    }

    private static void task(
            TaskGraph graph, String id, IntArray request, ShortArray piece, List<ShortArray> a, int items) {
        graph.task(
                id,
                Fill::fill,
                CONTEXT,
                request,
                piece,
                a.get(0),
                a.get(1),
                a.get(2),
                a.get(3),
                a.get(4),
                a.get(5),
                a.get(6),
                a.get(7),
                a.get(8),
                a.get(9),
                RUN,
                items);
    }

    /** Its graphs. Each may follow itself. */
    List<Graph> graphs() {
        return fills.stream().map(FillGraph::graph).toList();
    }

    public boolean has(String graph) {
        return fills.stream().anyMatch(fill -> fill.graph.name().equals(graph));
    }

    /** Sends everything; {@code run} runs a graph of these. */
    public void run(Consumer<String> run) {
        for (FillGraph fill : fills) {
            for (int which = 0; which < fill.weights.size(); which++) {
                fill.request.set(Fill.WHICH, which);
                fill.request.set(Fill.START, 0);
                send(fill, fill.weights.get(which), run);
            }
        }
    }

    private static void send(FillGraph fill, List<Weight> layers, Consumer<String> run) {
        MemorySegment piece = fill.piece.getSegment();
        long pieceBytes = (long) fill.piece.getSize() * Short.BYTES;
        long filled = 0;
        for (Weight weight : layers) {
            for (long at = 0; at < weight.bytes(); ) {
                long bytes = Math.min(pieceBytes - filled, weight.bytes() - at);
                MemorySegment.copy(weight.data(), at, piece, filled, bytes);
                at += bytes;
                filled += bytes;
                if (filled == pieceBytes) {
                    send(fill, filled, run);
                    filled = 0;
                }
            }
            if (weight.data().isMapped()) {
                weight.data().unload(); // the file's pages would count beside the device's memory
            }
        }
        if (filled > 0) {
            send(fill, filled, run);
        }
    }

    private static void send(FillGraph fill, long bytes, Consumer<String> run) {
        int values = Math.toIntExact(bytes / Short.BYTES);
        fill.request.set(Fill.COUNT, values);
        run.accept(fill.graph.name());
        fill.request.set(Fill.START, fill.request.get(Fill.START) + values);
    }
}
