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
import org.cria.kernels.backend.KeyRotation;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Best;
import org.cria.kernels.backend.tornado.kernel.Cache;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.lower.Fusion;
import org.cria.kernels.backend.tornado.lower.Launch;
import org.cria.kernels.backend.tornado.lower.Lowered;
import org.cria.kernels.backend.tornado.lower.Lowering;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The graphs of a program, by name: for each phase one before the layers, one per segment of layers and one after them; and those that
 * load, bring the table of cells up to date, copy a cell and hand the cache out.
 */
public final class Graphs {
    /** Cells that a pass can add to the table beside those of its rows. */
    private static final int SPARE_UPDATES = 16;
    /** Cells whose keys are turned at a time. */
    public static final int TURN_CELLS = 64;
    /** Cells that go to the device at a time where a table is new to it. */
    private static final int SYNC_UPDATES = 1024;

    /** Parts of the vocabulary that are searched by a group each. */
    public static final int BEST_PARTS = 16;

    private static final KernelContext CONTEXT = new KernelContext();

    private final Layout layout;
    private final DeviceShape shape;
    private final Memory memory;
    private final boolean restored;
    private final IntArray never = new IntArray(1);
    private final Touches touches = new Touches(never);
    private final Map<String, IntArray> staged = new LinkedHashMap<>();
    private final Map<String, IntArray> layerNumbers = new LinkedHashMap<>();
    private final Map<String, Graph> graphs = new LinkedHashMap<>();
    private final IntArray turnRequest = new IntArray(2 + TURN_CELLS);
    private final Map<KeyRotation, FloatArray> turns = new LinkedHashMap<>();
    private final List<Object> shared = new ArrayList<>();
    private final Upload upload;

    /** @param restored whether the host has filled the cache */
    public Graphs(Layout layout, DeviceShape shape, Memory memory, boolean restored) {
        this.layout = layout;
        this.shape = shape;
        this.memory = memory;
        this.restored = restored;
        for (Phase phase : Phase.values()) {
            layers(phase);
        }
        for (Phase phase : List.of(Phase.DECODE, Phase.PREFILL)) {
            input(phase);
            output(phase);
        }
        GraphNames.MOST_BEST.forEach(this::best);
        add(new Graph(
                GraphNames.SYNC,
                List.of(begin(GraphNames.SYNC, 0, SYNC_UPDATES, memory.table())),
                List.of(staged(GraphNames.SYNC)),
                List.of(),
                List.of()));
        if (!memory.caches().isEmpty()) {
            copy();
            turn();
            save();
        }
        this.upload = new Upload(memory.stacks(), shape);
        upload.graphs().forEach(this::add);
        share();
        load();
    }

    /** All, in a fixed order. */
    public List<Graph> all() {
        return List.copyOf(graphs.values());
    }

    public boolean has(String name) {
        return graphs.containsKey(name);
    }

    /** What the host sends to a graph that begins a pass. */
    public IntArray staged(String graph) {
        return Objects.requireNonNull(staged.get(graph));
    }

    /** Where a graph of layers finds the number of the layer to run. */
    public IntArray layerNumber(String graph) {
        return Objects.requireNonNull(layerNumbers.get(graph));
    }

    /** Arrays that the graphs have in common. */
    public List<Object> shared() {
        return shared;
    }

    /** Those of them that the host fills before the first run. */
    public List<Object> filled() {
        List<Object> filled = new ArrayList<>(memory.filled());
        filled.add(never);
        if (restored) {
            filled.addAll(memory.cacheArrays());
        }
        return filled;
    }

    /** The most rows of a pass. */
    public int rows(Phase phase) {
        return phase.decoding() ? 1 : memory.rows();
    }

    private void add(Graph graph) {
        graphs.put(graph.name(), graph);
    }

    private void input(Phase phase) {
        String name = GraphNames.input(phase);
        List<Launch> launches = new ArrayList<>();
        launches.add(begin(name, Pass.size(rows(phase)), rows(phase) + SPARE_UPDATES, memory.pass(), memory.table()));
        launches.addAll(lower(layout.input(), phase, memory.zero()));
        List<Object> sent = new ArrayList<>(List.of(staged(name)));
        given(phase).ifPresent(sent::add);
        add(new Graph(name, launches, sent, List.of(), List.of()));
    }

    /** Where the activations go that come with a batch, if the program begins with them. */
    public Optional<FloatArray> given(Phase phase) {
        return layout.program().input().stream()
                .filter(Step.Given.class::isInstance)
                .map(step -> memory.given(rows(phase), ((Step.Given) step).out()))
                .findFirst();
    }

    private void layers(Phase phase) {
        for (Segment segment : layout.layers()) {
            String name = GraphNames.layers(phase, segment);
            IntArray number = layerNumbers.computeIfAbsent(name, n -> new IntArray(1));
            List<Launch> launches = lower(segment, phase, number);
            if (!launches.isEmpty()) {
                add(new Graph(name, launches, List.of(number), List.of(), List.of()));
            }
        }
    }

    private void output(Phase phase) {
        FloatArray logits = memory.logits(rows(phase));
        List<Launch> launches = new ArrayList<>(lower(layout.output(), phase, memory.zero()));
        if (launches.stream().noneMatch(launch -> launch.writes().contains(logits))) {
            launches.addAll(
                    touches.written(List.of(logits, memory.pass()), launches.size())); // a layer has written them
        }
        add(new Graph(GraphNames.output(phase), launches, List.of(), List.of(logits), List.of()));
    }

    /** The logits of one row, of which only the best leave the device. */
    private void best(int wanted) {
        int vocabulary = layout.program().logits().columns();
        int share = Math.ceilDiv(vocabulary, BEST_PARTS);
        Memory.Bests best = memory.bests(BEST_PARTS, wanted);
        FloatArray logits = memory.logits(1);
        List<Launch> launches = new ArrayList<>(lower(layout.output(), Phase.DECODE, memory.zero()));
        String id = launches.size() + "best";
        launches.add(new Launch(
                id,
                BEST_PARTS,
                shape.rowItems(),
                List.of(memory.pass(), logits),
                List.of(best.values(), best.ids()),
                g -> g.task(
                        id,
                        Best::find,
                        CONTEXT,
                        memory.pass(),
                        logits,
                        best.values(),
                        best.ids(),
                        vocabulary,
                        wanted,
                        share,
                        shape.rowItems())));
        add(new Graph(
                GraphNames.best(Phase.DECODE, wanted),
                launches,
                List.of(),
                List.of(best.values(), best.ids()),
                List.of()));
    }

    private List<Launch> lower(Segment segment, Phase phase, IntArray number) {
        List<Step> steps = layout.program().steps();
        Buffer logits = layout.program().logits();
        List<Lowered> operators =
                Fusion.of(steps, segment.first(), segment.steps().size(), logits, phase.decoding());
        Map<Buffer, Buffer> same = phase.decoding() ? Fusion.same(steps, logits) : Map.of();
        int splits = phase == Phase.LONG_DECODE ? shape.splits() : 1;
        return new Lowering(memory, shape, segment, number, rows(phase), phase.decoding(), splits, same)
                .lower(operators);
    }

    /**
     * The task that takes in what the host has staged.
     *
     * @param size numbers of the pass
     * @param updates the most changes of the table of cells
     * @param writes what there is for it to write
     */
    private Launch begin(String graph, int size, int updates, Object... writes) {
        IntArray stage = new IntArray(size + 1 + 2 * updates);
        staged.put(graph, stage);
        String id = "0begin";
        return new Launch(
                id,
                1,
                shape.rowItems(),
                List.of(stage),
                List.of(writes),
                g -> g.task(id, Pass::begin, CONTEXT, stage, memory.pass(), memory.table(), size));
    }

    /** What brings the weights. */
    public Upload upload() {
        return upload;
    }

    private void copy() {
        List<Launch> launches = new ArrayList<>();
        launches.add(begin(GraphNames.COPY, Pass.size(1), 0, memory.pass()));
        for (Memory.CacheArrays cache : memory.caches()) {
            String id = launches.size() + "copy";
            int columns = layout.program().kv().columns();
            launches.add(new Launch(
                    id,
                    Math.ceilDiv(cache.layers() * columns, shape.rowItems()),
                    shape.rowItems(),
                    List.of(memory.pass(), cache.keys(), cache.values()),
                    List.of(cache.keys(), cache.values()),
                    g -> g.task(
                            id,
                            Cache::copy,
                            CONTEXT,
                            memory.pass(),
                            cache.k32(),
                            cache.k16(),
                            cache.v32(),
                            cache.v16(),
                            cache.layers(),
                            columns,
                            memory.cacheKinds())));
        }
        add(new Graph(GraphNames.COPY, launches, List.of(staged(GraphNames.COPY)), List.of(), List.of()));
    }

    /** One task per segment and cache that holds turned keys. */
    private void turn() {
        List<Launch> launches = new ArrayList<>();
        for (Segment segment : layout.layers()) {
            List<Integer> cacheLayers = Segment.caches(segment.steps());
            for (int i = 0; i < cacheLayers.size(); i++) {
                Memory.CacheArrays cache = memory.caches(segment).get(i);
                layout.program()
                        .keyRotation(cacheLayers.get(i))
                        .ifPresent(rope -> launches.add(turn(cache, rope, launches.size())));
            }
        }
        if (!launches.isEmpty()) {
            List<Object> sent = new ArrayList<>(turns.values());
            sent.add(turnRequest);
            add(new Graph(GraphNames.TURN, launches, sent, List.of(), List.of()));
        }
    }

    private Launch turn(Memory.CacheArrays cache, Step.Rope rope, int number) {
        String id = number + "turn";
        int columns = layout.program().kv().columns();
        int dims = rope.headDims();
        int pairs = rope.rotation().frequencies().size();
        FloatArray turn = new FloatArray(2 * pairs);
        turns.put(new KeyRotation(rope), turn);
        int values = TURN_CELLS * cache.layers() * (columns / dims) * pairs;
        return new Launch(
                id,
                Math.ceilDiv(values, shape.rowItems()),
                shape.rowItems(),
                List.of(turnRequest, turn, memory.tables(), cache.keys()),
                List.of(cache.keys()),
                g -> g.task(
                        id,
                        Cache::turnKeys,
                        CONTEXT,
                        turnRequest,
                        turn,
                        memory.tables(),
                        cache.k32(),
                        cache.k16(),
                        cache.layers(),
                        columns,
                        dims,
                        pairs,
                        memory.cacheKinds() & 0xFF));
    }

    /** Which cells' keys the graph that turns them is to turn. */
    public IntArray turnRequest() {
        return turnRequest;
    }

    /** Where that graph finds cosines and sines, for each rotation. */
    public Map<KeyRotation, FloatArray> turns() {
        return turns;
    }

    private void save() {
        List<Object> caches = memory.cacheArrays();
        add(new Graph(GraphNames.SAVE, touches.written(caches, 0), List.of(), List.of(), caches));
    }

    /** Uses each shared array in a task, for TornadoVM hands nothing on that no task uses. */
    private void load() {
        Set<Object> filled = identities();
        filled.addAll(filled());
        List<Launch> launches = new ArrayList<>(
                touches.filled(shared.stream().filter(filled::contains).toList(), 0));
        launches.addAll(touches.written(
                shared.stream().filter(array -> !filled.contains(array)).toList(), launches.size()));
        add(new Graph(GraphNames.LOAD, launches, List.of(), List.of(), List.of()));
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

    private static Set<Object> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * For each graph, which run immediately before it from token to token. After any other it is made to follow the one that loads.
     */
    public Map<String, Set<String>> before() {
        Map<String, Set<String>> before = new LinkedHashMap<>();
        graphs.keySet().forEach(name -> before.put(name, new LinkedHashSet<>()));
        upload.graphs()
                .forEach(graph ->
                        Objects.requireNonNull(before.get(graph.name())).add(graph.name()));
        for (Phase phase : Phase.values()) {
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
