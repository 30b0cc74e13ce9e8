package uk.ac.manchester.tornado.api;

import org.cria.emulator.graph.FrozenGraph;

/** A task graph that no longer changes: TornadoVM's {@code ImmutableTaskGraph}. */
public class ImmutableTaskGraph {
    private final FrozenGraph graph;

    ImmutableTaskGraph(FrozenGraph graph) {
        this.graph = graph;
    }

    FrozenGraph graph() {
        return graph;
    }
}
