package org.cria.kernels.backend.tornado.graph;

import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.kernel.Best;
import org.cria.kernels.backend.tornado.lower.FusedProgram;
import org.cria.kernels.backend.tornado.lower.FusedSegment;
import org.cria.kernels.backend.tornado.lower.Launch;
import org.cria.kernels.backend.tornado.lower.Scope;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The graphs that run a program: for each phase one before the layers, one per segment of layers and one after them. */
final class PassGraphs {
    /** Parts of the vocabulary that are searched by a group each. */
    static final int BEST_PARTS = 16;
    /** Rows of a prompt whose logits leave the device together. */
    private static final int MOST_OUTPUTS = 32;
    /** Cells that a pass can add to the table beside those of its rows. */
    private static final int SPARE_UPDATES = 16;

    private final FusedProgram program;
    private final Layout layout;
    private final Equipment equipment;
    private final Memory memory;
    private final Staging staging;
    private final Map<String, IntArray> layerNumbers = new LinkedHashMap<>();
    private final List<Graph> graphs = new ArrayList<>();

    PassGraphs(FusedProgram program, Equipment equipment, Memory memory, Staging staging, KeepAlive keepAlive) {
        this.program = program;
        this.layout = program.layout();
        this.equipment = equipment;
        this.memory = memory;
        this.staging = staging;
        program.phases().forEach(this::layers);
        input(Phase.DECODE);
        output(Phase.DECODE, keepAlive);
        input(Phase.PREFILL);
        if (layout.program().output().stream().findFirst().orElse(null) instanceof Step.SelectOutputs) {
            oneOutput();
            someOutputs();
        } else {
            output(Phase.PREFILL, keepAlive);
        }
        GraphNames.MOST_BEST.forEach(this::best);
        if (program.phases().contains(Phase.JOINT_DECODE)) {
            input(Phase.JOINT_DECODE);
            output(Phase.JOINT_DECODE, keepAlive);
        }
    }

    List<Graph> all() {
        return graphs;
    }

    /** Where a graph of layers finds the number of the layer to run. */
    IntArray layerNumber(String graph) {
        return Objects.requireNonNull(layerNumbers.get(graph));
    }

    /** Where the activations go that come with a batch, if the program begins with them. */
    Optional<FloatArray> given(Phase phase) {
        return layout.program().input().stream()
                .filter(Step.Given.class::isInstance)
                .map(step -> memory.given(memory.rows(phase), ((Step.Given) step).out()))
                .findFirst();
    }

    private void layers(Phase phase) {
        for (Segment segment : layout.layers()) {
            String name = GraphNames.layers(phase, segment);
            IntArray number = layerNumbers.computeIfAbsent(name, n -> new IntArray(1));
            List<Launch> launches = lower(segment, phase, number);
            if (!launches.isEmpty()) {
                graphs.add(new Graph(name, launches, List.of(number), List.of(), List.of()));
            }
        }
    }

    private void input(Phase phase) {
        String name = GraphNames.input(phase);
        int rows = memory.rows(phase);
        List<Launch> launches = new ArrayList<>();
        launches.add(staging.begin(name, memory.passSize(phase), rows + SPARE_UPDATES, memory.pass(), memory.table()));
        launches.addAll(lower(layout.input(), phase, memory.zero()));
        List<Object> sent = new ArrayList<>(List.of(staging.of(name)));
        given(phase).ifPresent(sent::add);
        graphs.add(new Graph(name, launches, sent, List.of(), List.of()));
    }

    private void output(Phase phase, KeepAlive keepAlive) {
        FloatArray logits = memory.logits(memory.rows(phase));
        List<Launch> launches = new ArrayList<>(lower(layout.output(), phase, memory.zero()));
        if (launches.stream().noneMatch(launch -> launch.writes().contains(logits))) {
            launches.addAll(
                    keepAlive.written(List.of(logits, memory.pass()), launches.size())); // a layer has written them
        }
        graphs.add(new Graph(GraphNames.output(phase), launches, List.of(), List.of(logits), List.of()));
    }

    /** The logits of a prompt's only row that wants them. The kernels are those for several, so that what else is wanted does not show. */
    private void oneOutput() {
        graphs.add(new Graph(GraphNames.PROMPT_LAST, promptOutput(1), List.of(), List.of(memory.logits(1)), List.of()));
    }

    /** The logits of some rows of a prompt, which the host names. */
    private void someOutputs() {
        String name = GraphNames.output(Phase.PREFILL);
        int most = Math.min(memory.rows(Phase.PREFILL), MOST_OUTPUTS);
        List<Launch> launches = new ArrayList<>(List.of(staging.choose(name, most)));
        launches.addAll(promptOutput(most));
        graphs.add(new Graph(name, launches, List.of(staging.of(name)), List.of(memory.logits(most)), List.of()));
    }

    /** What comes after the layers, for at most so many rows of a prompt. */
    private List<Launch> promptOutput(int most) {
        FusedSegment output = program.of(layout.output(), Phase.PREFILL);
        return equipment
                .kernels()
                .lower(new Scope(memory, equipment.shape(), output, memory.zero(), Phase.PREFILL, most));
    }

    /** The logits of one row, of which only the best leave the device. */
    private void best(int wanted) {
        int vocabulary = layout.program().logits().columns();
        int share = Math.ceilDiv(vocabulary, BEST_PARTS);
        int items = equipment.shape().rowItems();
        Memory.Bests best = memory.bests(BEST_PARTS, wanted);
        FloatArray logits = memory.logits(1);
        List<Launch> launches = new ArrayList<>(lower(layout.output(), Phase.DECODE, memory.zero()));
        String id = launches.size() + "best";
        launches.add(new Launch(
                id,
                BEST_PARTS,
                items,
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
                        items)));
        String name = GraphNames.best(Phase.DECODE, wanted);
        graphs.add(new Graph(name, launches, List.of(), List.of(best.values(), best.ids()), List.of()));
    }

    private List<Launch> lower(Segment segment, Phase phase, IntArray number) {
        return equipment
                .kernels()
                .lower(new Scope(memory, equipment.shape(), program.of(segment, phase), number, phase));
    }
}
