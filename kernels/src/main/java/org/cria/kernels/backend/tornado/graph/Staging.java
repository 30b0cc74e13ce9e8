package org.cria.kernels.backend.tornado.graph;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.lower.Launch;
import org.cria.kernels.backend.tornado.memory.Memory;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What the host sends at the begin of graphs, and the launches that take it in. */
final class Staging {
    /** Cells that go to the device at a time where a table is new to it. */
    private static final int SYNC_UPDATES = 1024;

    private final Memory memory;
    private final DeviceShape shape;
    private final Map<String, IntArray> staged = new LinkedHashMap<>();

    Staging(Memory memory, DeviceShape shape) {
        this.memory = memory;
        this.shape = shape;
    }

    /** What the host sends to a graph that begins so. */
    IntArray of(String graph) {
        return Objects.requireNonNull(staged.get(graph));
    }

    /**
     * The task that takes in what the host has staged, the first of its graph.
     *
     * @param size numbers of the pass
     * @param updates the most changes of the table of cells
     * @param writes what there is for it to write
     */
    Launch begin(String graph, int size, int updates, Object... writes) {
        IntArray stage = new IntArray(size + 1 + 2 * updates);
        staged.put(graph, stage);
        String id = "0begin";
        return new Launch(
                id,
                1,
                shape.rowItems(),
                List.of(stage),
                List.of(writes),
                g -> g.task(id, Pass::begin, CONTEXT, stage, memory.pass(), memory.table(), size));
    }

    /**
     * The task that takes in which rows of a prompt are wanted, the first of its graph.
     *
     * @param outputs the most of them
     */
    Launch choose(String graph, int outputs) {
        IntArray wanted = new IntArray(1 + outputs);
        staged.put(graph, wanted);
        String id = "0choose";
        return new Launch(
                id,
                1,
                shape.rowItems(),
                List.of(wanted, memory.pass()),
                List.of(memory.pass()),
                g -> g.task(id, Pass::choose, CONTEXT, wanted, memory.pass()));
    }

    /** The graph that brings the table of cells up to date and does nothing else. */
    Graph sync() {
        Launch begin = begin(GraphNames.SYNC, 0, SYNC_UPDATES, memory.table());
        return new Graph(GraphNames.SYNC, List.of(begin), List.of(of(GraphNames.SYNC)), List.of(), List.of());
    }
}
