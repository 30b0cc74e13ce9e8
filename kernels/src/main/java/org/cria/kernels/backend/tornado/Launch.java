package org.cria.kernels.backend.tornado;

import java.util.List;
import java.util.function.UnaryOperator;
import uk.ac.manchester.tornado.api.TaskGraph;

/**
 * One task of a graph.
 *
 * @param name within its graph
 * @param groups work-groups
 * @param items work-items of a group
 * @param reads every array that the kernel takes, but for those it writes
 * @param writes the arrays that it writes
 * @param add adds the task to a graph under the name
 */
record Launch(
        String name, int groups, int items, List<Object> reads, List<Object> writes, UnaryOperator<TaskGraph> add) {
    Launch {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
    }
}
