package org.cria.kernels.backend.tornado.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Weight;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The launches of a graph while it is made, and the arrays that its buffers are. */
final class Launches {
    private final Memory memory;
    private final DeviceShape shape;
    private final int rows;
    private final Map<Buffer, Buffer> same;
    private final List<Launch> launches = new ArrayList<>();

    /**
     * @param rows the most rows of a pass
     * @param same buffers that are others under another name
     */
    Launches(Memory memory, DeviceShape shape, int rows, Map<Buffer, Buffer> same) {
        this.memory = memory;
        this.shape = shape;
        this.rows = rows;
        this.same = same;
    }

    List<Launch> all() {
        return List.copyOf(launches);
    }

    int size() {
        return launches.size();
    }

    /** Whether no launch from number {@code from} on writes an array. */
    boolean unwrittenSince(Object array, int from) {
        return launches.subList(from, launches.size()).stream()
                .noneMatch(launch -> launch.writes().contains(array));
    }

    /** A launch with a work-item per value of every row. */
    void values(String name, int columns, List<Object> reads, Object out, Task task) {
        add(name, Math.ceilDiv(rows * columns, shape.rowItems()), shape.rowItems(), reads, List.of(out), task);
    }

    void add(String name, int groups, int items, List<Object> reads, List<Object> writes, Task task) {
        String id = launches.size() + name;
        List<Object> held =
                reads.stream().filter(array -> !memory.isStandIn(array)).toList();
        launches.add(new Launch(id, groups, items, held, writes, graph -> task.add(id, graph)));
    }

    /** A buffer's array. */
    FloatArray buffer(Buffer buffer) {
        Buffer own = same.getOrDefault(buffer, buffer);
        return own.equals(memory.logits()) ? memory.logits(rows) : memory.buffer(own);
    }

    /** Where a pass says how many rows a buffer has. */
    static int count(Buffer buffer) {
        return buffer.rows() == Buffer.Rows.TOKENS ? Pass.ROWS : Pass.OUTPUTS;
    }

    /** A weight's format as kernels take it. */
    static int format(Weight weight) {
        return weight.format().ggmlType();
    }

    /** Adds a task to a graph under an id. */
    @FunctionalInterface
    interface Task {
        void add(String id, TaskGraph graph);
    }
}
