package org.cria.emulator.graph;

import java.util.List;
import java.util.Optional;
import org.cria.emulator.Counters;
import org.cria.emulator.Emulator;
import org.cria.emulator.Finding;
import org.cria.emulator.FindingException;
import org.cria.emulator.FindingKind;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** An execution plan at work: which graphs run, in which order, on which grids. */
public final class PlanRun {
    private final Emulator emulator;
    private final List<GraphState> graphs;
    private final TaskRunner runner;
    private List<GraphState> chosen;
    private @Nullable GraphState last;
    private RunFigures figures = new RunFigures(0, 0, 0, 0, 0, 0);

    public PlanRun(Emulator emulator, List<FrozenGraph> graphs) {
        this.emulator = emulator;
        this.graphs =
                graphs.stream().map(graph -> new GraphState(graph, emulator)).toList();
        this.chosen = this.graphs;
        this.runner = new TaskRunner(emulator);
    }

    /** Only this graph runs, until the next choice. */
    public void choose(int index) {
        chosen = List.of(graphs.get(index));
    }

    public void chooseAll() {
        chosen = graphs;
    }

    public void schedule(GridScheduler grids) {
        runner.schedule(grids);
    }

    /** Records the chosen graphs in their first run. */
    public void record() {
        for (GraphState state : chosen) {
            if (state.hasRun()) {
                throw refuse(
                        state,
                        "it is to be recorded but has run before, and TornadoVM has made its code by then: nothing would be recorded, without a word. Ask for it before the first run.");
            }
            state.record();
        }
    }

    /** Compiles the kernels of the chosen graphs. */
    public void compile() {
        for (GraphState state : chosen) {
            state.graph().tasks().forEach(runner::compile);
        }
    }

    /** Runs the chosen graphs in order. */
    public void execute() {
        long start = System.nanoTime();
        runner.resetNanos();
        long in = 0;
        long out = 0;
        for (GraphState state : chosen) {
            prepare(state);
            in += state.copyIn();
            for (Task task : state.graph().tasks()) {
                runner.run(task, state);
            }
            out += state.copyOut();
            emulator.counters().ranGraph(state.isRecorded());
            state.endRun();
            last = state;
        }
        Counters counters = emulator.counters();
        counters.copiedToDevice(in);
        counters.copiedToHost(out);
        figures = new RunFigures(
                System.nanoTime() - start, runner.compileNanos(), runner.kernelNanos(), in, out, deviceBytes());
    }

    private void prepare(GraphState state) {
        Optional<String> wrong =
                state.misuse().or(() -> state.consumeFrom(last)).or(state::moved);
        if (wrong.isPresent()) {
            throw refuse(state, wrong.get());
        }
    }

    private FindingException refuse(GraphState state, String what) {
        String name = state.graph().name();
        String message = "task graph '" + name + "': " + what;
        return emulator.fatal(new Finding(FindingKind.GRAPH, name, "", "", -1, List.of(), "", message));
    }

    /** Copies arrays that the chosen graphs declare as copied on demand. */
    public void transferToHost(Object... arrays) {
        for (Object array : arrays) {
            Object storage = Storage.of(array).map(Object.class::cast).orElse(array);
            GraphState state = chosen.stream()
                    .filter(s -> s.isOnDemand(storage))
                    .findFirst()
                    .orElseThrow(
                            () -> refuse(
                                    chosen.getFirst(),
                                    "an array (" + GraphState.describe(storage)
                                            + ") is asked for that no transferToHost(UNDER_DEMAND) or persistOnDevice of the graph names. TornadoVM would copy nothing."));
            emulator.counters().copiedToHost(state.fetch((TornadoNativeArray) storage));
        }
    }

    /** Forgets all device copies. */
    public void free() {
        graphs.forEach(GraphState::free);
        last = null;
    }

    public long deviceBytes() {
        return graphs.stream().mapToLong(GraphState::deviceBytes).sum();
    }

    public RunFigures lastFigures() {
        return figures;
    }
}
