package uk.ac.manchester.tornado.api;

import org.cria.emulator.graph.Graph;

/** A task graph that no longer changes: TornadoVM's {@code ImmutableTaskGraph}. */
public class ImmutableTaskGraph {
    private final Graph graph;

    ImmutableTaskGraph(Graph graph) {
        this.graph = graph;
    }

    Graph graph() {
        return graph;
    }
}
