package org.cria.kernels.backend.tornado.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.KeyRotation;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.lower.FusedProgram;
import org.cria.kernels.backend.tornado.lower.Launch;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.backend.tornado.memory.Memory;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The graphs of a program, by name, the arrays that they have in common, and which follows which. */
public final class Graphs {
    /** Cells whose keys are turned at a time. */
    public static final int TURN_CELLS = CacheGraphs.TURN_CELLS;

    private final FusedProgram program;
    private final Layout layout;
    private final Memory memory;
    private final boolean restored;
    private final IntArray never = new IntArray(1);
    private final KeepAlive keepAlive = new KeepAlive(never);
    private final Staging staging;
    private final PassGraphs passes;
    private final CacheGraphs cache;
    private final Set<String> recorded;
    private final Upload upload;
    private final Map<String, Graph> graphs = new LinkedHashMap<>();
    private final List<Object> shared = new ArrayList<>();

    /** @param restored whether the host has filled the cache */
    public Graphs(FusedProgram program, Equipment equipment, Memory memory, boolean restored) {
        this.program = program;
        this.layout = program.layout();
        this.memory = memory;
        this.restored = restored;
        this.staging = new Staging(memory, equipment.shape());
        this.passes = new PassGraphs(program, equipment, memory, staging, keepAlive);
        passes.all().forEach(this::add);
        add(staging.sync());
        this.cache = new CacheGraphs(layout, equipment.shape(), memory, staging, keepAlive);
        cache.all().forEach(this::add);
        this.upload = new Upload(memory.stacks(), equipment.shape());
        upload.graphs().forEach(this::add);
        this.recorded = equipment.shape().records() ? ofTokens() : Set.of();
        share();
        add(new Graph(GraphNames.LOAD, loading(), List.of(), List.of(), List.of()));
    }

    private void add(Graph graph) {
        graphs.put(graph.name(), graph);
    }

    /** Graphs that run for every token of a text. */
    private Set<String> ofTokens() {
        Set<String> names = new LinkedHashSet<>();
        for (Phase phase : program.phases()) {
            if (phase.decoding()) {
                names.add(GraphNames.input(phase));
                layout.layers().forEach(segment -> names.add(GraphNames.layers(phase, segment)));
                names.add(GraphNames.output(phase));
                GraphNames.MOST_BEST.forEach(most -> names.add(GraphNames.best(phase, most)));
            }
        }
        return names;
    }

    /** Whether a graph is recorded when it first runs, and launched as a whole from then on. */
    boolean isRecorded(String name) {
        return recorded.contains(name);
    }

    /** All, in a fixed order. */
    List<Graph> all() {
        return List.copyOf(graphs.values());
    }

    Graph named(String name) {
        return Objects.requireNonNull(graphs.get(name), "a graph that is not in the plan");
    }

    public boolean has(String name) {
        return graphs.containsKey(name);
    }

    /** What the host sends to a graph that begins a pass. */
    public IntArray staged(String graph) {
        return staging.of(graph);
    }

    /** Where a graph of layers finds the number of the layer to run. */
    public IntArray layerNumber(String graph) {
        return passes.layerNumber(graph);
    }

    /** Where the activations go that come with a batch, if the program begins with them. */
    public Optional<FloatArray> given(Phase phase) {
        return passes.given(phase);
    }

    /** Which cells' keys the graph that turns them is to turn. */
    public IntArray turnRequest() {
        return cache.turnRequest();
    }

    /** Where that graph finds cosines and sines, for each rotation. */
    public Map<KeyRotation, FloatArray> turns() {
        return cache.turns();
    }

    /** What the graph that makes the best {@code wanted} tokens has found. */
    public Scores.Best best(int wanted) {
        int most = GraphNames.most(wanted);
        Memory.Bests bests = memory.bests(PassGraphs.BEST_PARTS, most);
        return BestTokens.merge(bests, PassGraphs.BEST_PARTS, most, wanted);
    }

    /** What brings the weights. */
    Upload upload() {
        return upload;
    }

    /** Arrays that the graphs have in common. */
    List<Object> shared() {
        return shared;
    }

    /** Arrays that the graph that loads brings to the device: those in common that the host fills. */
    List<Object> loaded() {
        Set<Object> used = identities();
        used.addAll(named(GraphNames.LOAD).arrays());
        return filled().stream().filter(used::contains).toList();
    }

    private List<Object> filled() {
        List<Object> filled = new ArrayList<>(memory.filled());
        filled.add(never);
        if (restored) {
            filled.addAll(memory.cacheArrays());
        }
        return filled;
    }

    /** What some graph needs and none sends. */
    private void share() {
        Set<Object> seen = identities();
        graphs.values().forEach(graph -> seen.addAll(graph.sent()));
        graphs.values().stream()
                .flatMap(graph -> graph.needed().stream())
                .filter(seen::add)
                .forEach(shared::add);
    }

    /** Uses each shared array in a task, for TornadoVM hands nothing on that no task uses. */
    private List<Launch> loading() {
        Set<Object> filled = identities();
        filled.addAll(filled());
        List<Launch> launches = new ArrayList<>(
                keepAlive.filled(shared.stream().filter(filled::contains).toList(), 0));
        launches.addAll(keepAlive.written(
                shared.stream().filter(array -> !filled.contains(array)).toList(), launches.size()));
        return launches;
    }

    static Set<Object> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * For each graph, which run immediately before it from token to token. After any other it is made to follow the one that loads.
     */
    Map<String, Set<String>> before() {
        Map<String, Set<String>> before = new LinkedHashMap<>();
        graphs.keySet().forEach(name -> before.put(name, new LinkedHashSet<>()));
        upload.graphs()
                .forEach(graph ->
                        Objects.requireNonNull(before.get(graph.name())).add(graph.name()));
        for (Phase phase : program.phases()) {
            String previous = GraphNames.input(phase);
            for (Layout.Place place : layout.places()) {
                String name = GraphNames.layers(phase, place.segment());
                if (has(name)) {
                    Objects.requireNonNull(before.get(name)).add(previous);
                    previous = name;
                }
            }
            Set<String> outputs = new LinkedHashSet<>(List.of(GraphNames.output(phase)));
            GraphNames.MOST_BEST.forEach(most -> outputs.add(GraphNames.best(phase, most)));
            if (phase == Phase.PREFILL && has(GraphNames.PROMPT_LAST)) {
                outputs.add(GraphNames.PROMPT_LAST);
                Objects.requireNonNull(before.get(GraphNames.output(phase))).add(GraphNames.output(phase));
            }
            for (String output : outputs) {
                Objects.requireNonNull(before.get(output)).add(previous);
            }
            // A prompt goes on without output, a text with one.
            Objects.requireNonNull(before.get(GraphNames.input(phase)))
                    .addAll(phase.decoding() ? outputs : Set.of(previous));
        }
        return before;
    }
}
