package org.cria.emulator.graph;

import java.util.List;

/** A task graph that no longer changes. */
public final class FrozenGraph {
    private final String name;
    private final List<Task> tasks;
    private final List<GraphTransfer> transfers;

    FrozenGraph(String name, List<Task> tasks, List<GraphTransfer> transfers) {
        this.name = name;
        this.tasks = List.copyOf(tasks);
        this.transfers = List.copyOf(transfers);
    }

    public String name() {
        return name;
    }

    List<Task> tasks() {
        return tasks;
    }

    List<GraphTransfer> transfers() {
        return transfers;
    }
}
