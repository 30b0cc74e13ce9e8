package org.cria.kernels.backend.tornado.lower;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.JointRows;
import org.cria.kernels.backend.tornado.kernel.PanelProduct;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Vectors;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Weight;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The launches of a graph while it is made. */
public final class Launches {
    /** What every kernel gets first; a device fills it in. */
    public static final KernelContext CONTEXT = new KernelContext();

    private final Scope scope;
    private final List<Launch> launches = new ArrayList<>();
    /** The buffer that the panels hold, and how many launches there were when it was laid out. */
    private @Nullable FloatArray laidOut;

    private int laidOutAt;
    /** What the rows that are decoded together are, in an array of a width. */
    private final Map<FloatArray, Joint> joint = new IdentityHashMap<>();

    /**
     * Rows that are laid out.
     *
     * @param gain where their gains begin, -1 without
     * @param at how many launches there were then
     */
    private record Joint(FloatArray x, int gain, int at) {}

    Launches(Scope scope) {
        this.scope = scope;
    }

    /** In order. */
    public List<Launch> all() {
        return List.copyOf(launches);
    }

    /** Adds a launch with a work-item per value of every row. */
    public void values(String name, int columns, List<Object> reads, Object out, TaskMaker task) {
        int items = scope.shape().rowItems();
        add(name, Math.ceilDiv(scope.rows() * columns, items), items, reads, List.of(out), task);
    }

    /**
     * Adds a launch.
     *
     * @param name unique with its number in front
     * @param groups work-groups
     * @param items work-items of a group
     * @param reads arrays whose contents matter to the kernel, also where it changes them
     * @param writes the arrays that it writes
     */
    public void add(String name, int groups, int items, List<Object> reads, List<Object> writes, TaskMaker task) {
        String id = launches.size() + name;
        List<Object> held =
                reads.stream().filter(array -> !scope.memory().isStandIn(array)).toList();
        launches.add(new Launch(id, groups, items, held, writes, graph -> task.add(id, graph)));
    }

    /** The activations of a buffer in panels, which is laid out unless the launches before have done so. */
    public FloatArray panels(Buffer buffer) {
        FloatArray x = scope.buffer(buffer);
        FloatArray panels = scope.memory().panels(buffer);
        if (x == laidOut && unwrittenSince(x, laidOutAt)) {
            return panels;
        }
        int items = scope.shape().rowItems();
        int count = count(buffer);
        int columns = buffer.columns();
        add(
                "layOut",
                Math.ceilDiv(panels.getSize(), items),
                items,
                List.of(scope.memory().pass(), x),
                List.of(panels),
                (id, g) ->
                        g.task(id, PanelProduct::layOut, CONTEXT, scope.memory().pass(), x, panels, count, columns));
        laidOut = x;
        laidOutAt = launches.size();
        return panels;
    }

    /**
     * The activations of a buffer's few rows that are decoded together, which are laid out unless the launches before have done so.
     *
     * @param gain where gains of a norm begin in a layer's vectors, -1 without norm
     */
    public FloatArray joint(Buffer buffer, int gain) {
        FloatArray x = scope.buffer(buffer);
        int columns = buffer.columns();
        FloatArray rows = scope.memory().joint(columns);
        Joint now = joint.get(rows);
        if (now != null && now.x == x && now.gain == gain && unwrittenSince(x, now.at)) {
            return rows;
        }
        DeviceShape shape = scope.shape();
        Memory memory = scope.memory();
        Vectors vectors = scope.vectors();
        int count = count(buffer);
        add(
                "layOut",
                JointRows.MOST,
                shape.items(),
                List.of(memory.pass(), scope.layer(), x, vectors.array()),
                List.of(rows),
                (id, g) -> g.task(
                        id,
                        JointRows::layOut,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        x,
                        vectors.array(),
                        rows,
                        count,
                        columns,
                        gain,
                        vectors.stride(),
                        shape.lanes(),
                        shape.items()));
        joint.put(rows, new Joint(x, gain, launches.size()));
        return rows;
    }

    /** Whether no launch from number {@code from} on writes an array. */
    private boolean unwrittenSince(Object array, int from) {
        return launches.subList(from, launches.size()).stream()
                .noneMatch(launch -> launch.writes().contains(array));
    }

    /** Where a pass says how many rows a buffer has. */
    public static int count(Buffer buffer) {
        return buffer.rows() == Buffer.Rows.TOKENS ? Pass.ROWS : Pass.OUTPUTS;
    }

    /** A weight's format as kernels take it. */
    public static int format(Weight weight) {
        return weight.format().ggmlType();
    }

    /** Adds a task to a graph under an id. */
    @FunctionalInterface
    public interface TaskMaker {
        void add(String id, TaskGraph graph);
    }
}
