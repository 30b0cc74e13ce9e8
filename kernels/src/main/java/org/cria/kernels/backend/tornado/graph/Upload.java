package org.cria.kernels.backend.tornado.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Fill;
import org.cria.kernels.backend.tornado.lower.Launch;
import org.cria.kernels.backend.tornado.memory.Packing;
import org.cria.kernels.backend.tornado.memory.Stacks;
import org.cria.kernels.program.Weight;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Brings weights to a device packed, piece by piece: the host never has more of them than one piece, beside the file's pages that are just
 * being read.
 */
public final class Upload {
    private static final String NAME = "fill";
    /** Four bytes each. Large enough that launches do not matter, small enough for a cache. */
    private static final int PIECE_WORDS = 1 << 20;
    /** Values that a group copies. */
    private static final int RUN = 4096;

    private static final KernelContext CONTEXT = new KernelContext();

    private final List<FillGraph> fills = new ArrayList<>();

    /**
     * What one graph fills.
     *
     * @param weights [arrays][layers]
     */
    private record FillGraph(Graph graph, IntArray request, IntArray piece, List<List<Weight>> weights) {}

    /** @param stacks all that there will be */
    Upload(Stacks stacks, DeviceShape shape) {
        List<Map.Entry<List<Weight>, IntArray>> all = List.copyOf(stacks.all().entrySet());
        for (int from = 0; from < all.size(); from += Fill.ARRAYS) {
            fills.add(fill(all.subList(from, Math.min(all.size(), from + Fill.ARRAYS)), shape));
        }
    }

    private FillGraph fill(List<Map.Entry<List<Weight>, IntArray>> stacks, DeviceShape shape) {
        String name = NAME + fills.size();
        List<IntArray> arrays = stacks.stream().map(Map.Entry::getValue).toList();
        int largest = arrays.stream().mapToInt(IntArray::getSize).max().orElse(1);
        IntArray request = new IntArray(Fill.REQUEST);
        int widest = stacks.stream()
                .flatMap(stack -> stack.getKey().stream())
                .mapToInt(Packing::rowWords)
                .max()
                .orElse(1);
        IntArray piece = new IntArray(Math.max(widest, Math.min(PIECE_WORDS, largest)));
        List<IntArray> places = new ArrayList<>(arrays);
        while (places.size() < Fill.ARRAYS) {
            places.add(new IntArray(1)); // never asked for
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
            TaskGraph graph, String id, IntArray request, IntArray piece, List<IntArray> a, int items) {
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
        int filled = 0;
        for (Weight weight : layers) {
            int words = Packing.rowWords(weight);
            for (int row = 0; row < weight.rows(); ) {
                int rows = Math.min((fill.piece.getSize() - filled) / words, weight.rows() - row);
                Packing.pack(weight, row, rows, piece, (long) filled * Integer.BYTES);
                row += rows;
                filled += rows * words;
                if (fill.piece.getSize() - filled < words) {
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

    private static void send(FillGraph fill, int words, Consumer<String> run) {
        fill.request.set(Fill.COUNT, words);
        run.accept(fill.graph.name());
        fill.request.set(Fill.START, fill.request.get(Fill.START) + words);
    }
}
