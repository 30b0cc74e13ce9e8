package org.cria.kernels.backend.tornado.lower;

import java.util.List;
import java.util.function.Consumer;
import uk.ac.manchester.tornado.api.TaskGraph;

/**
 * One task of a graph.
 *
 * @param name within its graph
 * @param groups work-groups
 * @param items work-items of a group
 * @param reads arrays whose contents matter to the kernel, also where it changes them
 * @param writes the arrays that it writes
 * @param add adds the task to a graph under the name
 */
public record Launch(
        String name, int groups, int items, List<Object> reads, List<Object> writes, Consumer<TaskGraph> add) {
    public Launch {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
    }
}
