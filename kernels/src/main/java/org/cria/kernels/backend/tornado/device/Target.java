package org.cria.kernels.backend.tornado.device;

import java.util.List;
import java.util.function.Supplier;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;

/** What stands behind TornadoVM's API: a device, or something that watches what a device would do. */
public interface Target {
    /** Makes a plan that runs here. */
    TornadoExecutionPlan plan(Supplier<TornadoExecutionPlan> making);

    /** Tells which arrays a task, named with its graph, writes: all others it only reads. */
    void writes(String task, List<Object> arrays);

    /** What runs, in one line that starts with the backend's name. */
    String description();

    /** Device, driver and SDK in a line: what was checked with others says nothing. */
    default String identity() {
        return description();
    }

    /** The name of the backend, as {@code --device} takes it. */
    String name();
}
